using OpenTelemetry.Trace;

namespace Shop.Telemetry;

/// <summary>
/// Decides for spans whose caller did not sample: they are recorded and not exported. So warm-up runs through
/// all of the code that measured requests run through, and leaves no trace.
/// </summary>
internal sealed class WarmUpSampler : Sampler
{
    public static Sampler UnderParent() =>
        new ParentBasedSampler(new AlwaysOnSampler(), remoteParentNotSampled: new WarmUpSampler(), localParentNotSampled: new WarmUpSampler());

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) => new(SamplingDecision.RecordOnly);
}
