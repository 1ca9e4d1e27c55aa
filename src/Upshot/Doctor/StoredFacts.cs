namespace Upshot.Doctor;

/// <summary>What a server has of a service, in the last week.</summary>
/// <param name="ServerSpans">Entry spans of the last hour, as they came.</param>
/// <param name="MeasuredRequests">What the service's own metric of requests counted in the same hour.</param>
/// <param name="WithThreshold">Spans of the last hour that say how they were sampled.</param>
internal sealed record ServiceFacts(
    string Service, double Requests, double WithoutVersion, double WithoutInstance, DateTimeOffset First, DateTimeOffset Last, double ServerSpans = 0, double MeasuredRequests = 0, double WithThreshold = 0);

/// <summary>A route that no operation of the plan counts.</summary>
internal sealed record UncountedRoute(string Service, string Route, string Kind, double Requests);

/// <summary>All that a server was asked.</summary>
/// <param name="ClockAhead">How far the server's clock is ahead of this machine's.</param>
/// <param name="Uncounted">Busiest first.</param>
/// <param name="WithoutTraffic">Objectives that saw no request, and their operations.</param>
/// <param name="Notices">What the server says should be looked at.</param>
internal sealed record StoredFacts(
    DateTimeOffset Now, TimeSpan ClockAhead, bool HasPlan, IReadOnlyList<ServiceFacts> Services, IReadOnlyList<UncountedRoute> Uncounted, IReadOnlyList<(string Objective, string Operation)> WithoutTraffic, IReadOnlyList<string> Notices);
