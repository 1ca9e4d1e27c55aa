using Upshot.Answers;

namespace Upshot.Doctor;

/// <summary>All that a server was asked.</summary>
/// <param name="ClockAhead">How far the server's clock is ahead of this machine's.</param>
/// <param name="Uncounted">Busiest first.</param>
/// <param name="WithoutTraffic">Objectives that saw no request, and their operations.</param>
/// <param name="Notices">What the server says should be looked at.</param>
/// <param name="Received">What came and is not used as it was meant.</param>
internal sealed record StoredFacts(
    DateTimeOffset Now, TimeSpan ClockAhead, bool HasPlan, IReadOnlyList<ServiceFacts> Services, IReadOnlyList<UncountedRoute> Uncounted, IReadOnlyList<(string Objective, string Operation)> WithoutTraffic, IReadOnlyList<string> Notices, IReadOnlyList<ServiceNotice> Received)
{
    /// <summary>Where the server takes OTLP over HTTP; empty: nowhere.</summary>
    public string OtlpHttp { get; init; } = "";

    public string OtlpGrpc { get; init; } = "";

    /// <summary>Where SDKs should send.</summary>
    public string Endpoint => OtlpHttp.Length > 0 ? OtlpHttp : OtlpGrpc.Length > 0 ? OtlpGrpc : $"http://localhost:{SdkSettings.HttpPort}";
}
