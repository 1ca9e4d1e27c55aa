using System.Reflection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Upshot.Instrument;

/// <summary>
/// What <c>AddUpshot</c> sets up. Nothing has to be said: names come from the build and the plan, addresses from the usual
/// <c>OTEL_*</c> variables. What is said here wins over both.
/// </summary>
public sealed class UpshotOptions
{
    /// <summary><c>service.name</c>. The default is OTEL_SERVICE_NAME, then the application's name.</summary>
    public string? ServiceName { get; set; }

    /// <summary><c>service.namespace</c>. The default is the plan's product.</summary>
    public string? ServiceNamespace { get; set; }

    /// <summary><c>service.version</c>. The default is the informational version of the application's assembly, up to its <c>+</c>.</summary>
    public string? ServiceVersion { get; set; }

    /// <summary><c>service.instance.id</c>. The default is a new one for each process.</summary>
    public string? InstanceId { get; set; }

    /// <summary><c>deployment.environment.name</c>. The default is the host's environment in lower case.</summary>
    public string? Environment { get; set; }

    /// <summary><c>vcs.ref.head.revision</c>. The default is what stands behind the <c>+</c> of the informational version.</summary>
    public string? Commit { get; set; }

    /// <summary>Where generated instrumentation is looked for. The default is the application's assembly and those already loaded.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>Names of further sources of spans.</summary>
    public IList<string> Sources { get; } = [];

    /// <summary>Names of further meters.</summary>
    public IList<string> Meters { get; } = [];

    /// <summary>Probability with which a trace is kept, 0 to 1. The default is OTEL_TRACES_SAMPLER_ARG, then the plan's, then 1.</summary>
    public double? SamplingProbability { get; set; }

    /// <summary>Spans or signals of critical journeys, by span name or signal id, whose export the health page watches. The default is what the plan's journeys name.</summary>
    public IList<string> Critical { get; } = [];

    /// <summary>The Upshot server (pages and API) that is asked which signals are rolled out. The default is UPSHOT_SERVER; none: the plan decides alone.</summary>
    public Uri? Server { get; set; }

    /// <summary>How often the server is asked. The default is 30 seconds.</summary>
    public TimeSpan RolloutEvery { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The rest of the set-up of tracing, after Upshot's own.</summary>
    public Action<TracerProviderBuilder>? Traces { get; set; }

    /// <summary>The rest of the set-up of metrics, after Upshot's own.</summary>
    public Action<MeterProviderBuilder>? Metrics { get; set; }

    /// <summary>Every mistake, each named by its option.</summary>
    internal IEnumerable<string> Mistakes()
    {
        if (SamplingProbability is not (null or (>= 0 and <= 1)))
        {
            yield return $"SamplingProbability is {SamplingProbability}: it is a share from 0 to 1.";
        }

        if (RolloutEvery < TimeSpan.FromSeconds(1) || RolloutEvery > TimeSpan.FromDays(1))
        {
            yield return $"RolloutEvery is {RolloutEvery}: it is from one second to one day.";
        }

        if (Server is { } server && (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https")))
        {
            yield return $"Server is {server}: it is an address such as http://127.0.0.1:4600.";
        }
    }
}
