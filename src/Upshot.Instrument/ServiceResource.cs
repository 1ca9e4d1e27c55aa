using System.Reflection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Resources;
using Upshot.Instrument.Plans;

namespace Upshot.Instrument;

/// <summary>
/// Who sends: the same for traces, metrics and logs, and taken from the build rather than typed again. Options win over
/// <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c>, which win over the build.
/// </summary>
internal static class ServiceResource
{
    /// <summary>One of this process: the resources of traces, metrics and logs are made apart, and are about one instance.</summary>
    private static readonly string s_instance = Guid.NewGuid().ToString();

    public static void Configure(ResourceBuilder resource, UpshotOptions options, IHostEnvironment host, IReadOnlyList<PlanInfo> plans, Assembly? application) => resource
        .AddAttributes(Known(FromBuild(host, plans, application)))
        .AddEnvironmentVariableDetector()
        .AddAttributes(Known(Said(options)));

    private static IEnumerable<(string, string?)> FromBuild(IHostEnvironment host, IReadOnlyList<PlanInfo> plans, Assembly? application)
    {
        var (version, commit) = VersionOf(application?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion);
        yield return ("service.name", host.ApplicationName);
        yield return ("service.version", version);
        yield return ("service.instance.id", s_instance);
        yield return ("deployment.environment.name", host.EnvironmentName.ToLowerInvariant());
        yield return ("vcs.ref.head.revision", commit);
        if (plans.Count > 0)
        {
            yield return ("service.namespace", plans[0].Product);
            yield return ("upshot.plan.digest", string.Join(',', plans.Select(p => p.Digest)));
        }
    }

    private static IEnumerable<(string, string?)> Said(UpshotOptions options) =>
    [
        ("service.name", options.ServiceName),
        ("service.namespace", options.ServiceNamespace),
        ("service.version", options.ServiceVersion),
        ("service.instance.id", options.InstanceId),
        ("deployment.environment.name", options.Environment),
        ("vcs.ref.head.revision", options.Commit),
    ];

    /// <summary><c>1.2.3+c0ffee</c> is version 1.2.3 built from commit c0ffee.</summary>
    internal static (string? Version, string? Commit) VersionOf(string? informational) =>
        informational?.Split('+', 2) switch
        {
            [{ Length: > 0 } version, { Length: > 0 } commit] => (version, commit),
            [{ Length: > 0 } version, ..] => (version, null),
            _ => (null, null),
        };

    private static IEnumerable<KeyValuePair<string, object>> Known(IEnumerable<(string Name, string? Value)> attributes) =>
        attributes.Where(a => !string.IsNullOrEmpty(a.Value)).Select(a => new KeyValuePair<string, object>(a.Name, a.Value!));
}
