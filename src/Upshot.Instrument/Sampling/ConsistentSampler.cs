using OpenTelemetry.Trace;

namespace Upshot.Instrument.Sampling;

/// <summary>
/// Keeps a trace with a given probability, decides the same in every process that sees the same trace, and says so in the
/// W3C tracestate (<c>ot=th:</c>), so that whoever counts can undo it. Below a parent, the parent's decision stands.
/// Source: OpenTelemetry, "TraceState: Probability Sampling".
/// </summary>
public sealed class ConsistentSampler : Sampler
{
    private readonly ulong _threshold;
    private readonly string _digits;

    /// <param name="probability">0 to 1; below 2^-56 nothing is kept.</param>
    public ConsistentSampler(double probability)
    {
        if (!(probability >= 0 && probability <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability is from 0 to 1.");
        }

        _threshold = Threshold.OfProbability(probability);
        _digits = Threshold.Digits(_threshold);
        Description = FormattableString.Invariant($"ConsistentSampler{{{probability}}}");
    }

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        if (parent.TraceId != default)
        {
            // The parent's threshold stays in the tracestate, and is right for its children too.
            return new((parent.TraceFlags & System.Diagnostics.ActivityTraceFlags.Recorded) != 0 ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
        }

        var state = parent.TraceState;
        var randomness = OtelTraceState.Randomness(state) ?? Threshold.Randomness(samplingParameters.TraceId);
        return randomness >= _threshold
            ? new(SamplingDecision.RecordAndSample, OtelTraceState.WithThreshold(state, _digits))
            : new SamplingResult(SamplingDecision.Drop);
    }
}
