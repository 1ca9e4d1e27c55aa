using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Trace;
using Upshot.Instrument.Plans;
using Upshot.Instrument.Sampling;

namespace Upshot.Instrument;

/// <summary>
/// The option wins over the environment, which wins over the plan. A ratio that the environment asks for is kept by the
/// sampler that says so in the tracestate; any other sampler that it names is the SDK's to make.
/// </summary>
internal static class SamplerChoice
{
    public static void Set(TracerProviderBuilder traces, UpshotOptions options, IConfiguration settings, IReadOnlyList<PlanInfo> plans)
    {
        if (Probability(options, settings, plans) is { } probability)
        {
            traces.SetSampler(new ConsistentSampler(probability));
        }
    }

    /// <summary>Null: the SDK makes the sampler.</summary>
    internal static double? Probability(UpshotOptions options, IConfiguration settings, IReadOnlyList<PlanInfo> plans)
    {
        if (options.SamplingProbability is { } said)
        {
            return said;
        }

        return settings["OTEL_TRACES_SAMPLER"] switch
        {
            null or "" => plans.Count > 0 ? plans.Min(p => p.SamplingProbability) : 1,
            "traceidratio" or "parentbased_traceidratio" => double.TryParse(settings["OTEL_TRACES_SAMPLER_ARG"], CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1 ? ratio : 1,
            _ => null,
        };
    }
}
