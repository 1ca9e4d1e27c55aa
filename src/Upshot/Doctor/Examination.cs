using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Upshot.Answers;

namespace Upshot.Doctor;

/// <summary>Why no verdict is possible from what a server has, and what would mend it.</summary>
internal static class Examination
{
    /// <summary>A rolling release is told from the hour of the day by this much history.</summary>
    private static readonly TimeSpan s_history = TimeSpan.FromDays(3);
    private static readonly TimeSpan s_clock = TimeSpan.FromSeconds(30), s_quiet = TimeSpan.FromHours(1);
    private const int MaxOfAKind = 5;
    private const double FewRequests = 100, ClearlyFewer = .7;

    public static IEnumerable<Diagnosis> Of(StoredFacts facts)
    {
        if (facts.ClockAhead.Duration() > s_clock)
        {
            yield return Diagnosis.Fault("clock", $"The server's clock is {Words(facts.ClockAhead.Duration())} {(facts.ClockAhead > TimeSpan.Zero ? "ahead of" : "behind")} this machine's: what is sent from here is dated wrong for it.", "sudo timedatectl set-ntp true");
        }

        foreach (var notice in facts.Notices)
        {
            yield return Diagnosis.Fault("notice", notice);
        }

        foreach (var notice in facts.Received)
        {
            yield return Diagnosis.Fault("notice", notice.Sentence.EndsWith('?') ? notice.Sentence : notice.Sentence + ".", Remedies.Of(notice, facts.Endpoint));
        }

        if (facts.Services.Count == 0)
        {
            yield return Diagnosis.Fault("nothing", "No request of the last week is stored. Entry spans count: of kind server or consumer, or without a parent. Start a service with the line below, and use it.", $"OTEL_SERVICE_NAME=shop OTEL_RESOURCE_ATTRIBUTES=service.version=1.0.0 {SdkSettings.Endpoint}={facts.Endpoint} COMMAND");
            yield break;
        }

        var busiest = facts.Services.OrderByDescending(s => s.Requests).ToList();
        yield return Diagnosis.Well("services", $"{Number(busiest.Sum(s => s.Requests))} requests of {busiest.Count} {(busiest.Count == 1 ? "service" : "services")} in the last week, the last {Words(facts.Now - busiest.Max(s => s.Last))} ago.");
        foreach (var found in Each(busiest, s => OfService(s, facts.Now, facts.Endpoint)).Concat(OfPlan(facts)))
        {
            yield return found;
        }
    }

    /// <summary>Of each kind a few: a thousand services have the same mistake.</summary>
    private static IEnumerable<Diagnosis> Each(IReadOnlyList<ServiceFacts> services, Func<ServiceFacts, IEnumerable<Diagnosis>> look)
    {
        foreach (var kind in services.SelectMany(look).GroupBy(d => d.Id))
        {
            foreach (var diagnosis in kind.Take(MaxOfAKind))
            {
                yield return diagnosis;
            }

            if (kind.Count() > MaxOfAKind)
            {
                yield return Diagnosis.Hint(kind.Key, $"{kind.Count() - MaxOfAKind} more services: the same.");
            }
        }
    }

    private static IEnumerable<Diagnosis> OfService(ServiceFacts service, DateTimeOffset now, string endpoint)
    {
        if (service.Service == "unknown_service" || service.Service.StartsWith("unknown_service:", StringComparison.Ordinal))
        {
            yield return Diagnosis.Fault("no-name", $"{Number(service.Requests)} requests are of {service.Service}: their service does not say its name.", "export OTEL_SERVICE_NAME=shop");
        }

        if (service.WithoutVersion > 0)
        {
            yield return Diagnosis.Hint("no-version", $"{service.Service}: {Share(service.WithoutVersion, service.Requests)} of its requests do not say which version answered. No release of it can be judged.", "export OTEL_RESOURCE_ATTRIBUTES=service.version=$(git describe --always --dirty)");
        }

        if (service.WithoutInstance > 0)
        {
            yield return Diagnosis.Hint("no-instance", $"{service.Service}: {Share(service.WithoutInstance, service.Requests)} of its requests do not say which process answered. Processes are what a comparison rests on.", "export OTEL_RESOURCE_ATTRIBUTES=$OTEL_RESOURCE_ATTRIBUTES,service.instance.id=$(uuidgen)");
        }

        if (service.MeasuredRequests >= FewRequests && service.WithThreshold == 0 && service.ServerSpans < ClearlyFewer * service.MeasuredRequests)
        {
            yield return Diagnosis.Hint("sampled", $"{service.Service}: its own metric counted {Number(service.MeasuredRequests)} requests in the last hour, and {Number(service.ServerSpans)} came as spans that do not say how they were sampled (tracestate ot=th:). Counts are too small by that share.", "export OTEL_TRACES_SAMPLER=parentbased_always_on");
        }

        if (now - service.First < s_history)
        {
            yield return Diagnosis.Hint("history", $"{service.Service}: its first request came {Words(now - service.First)} ago. Until {service.First + s_history:yyyy-MM-dd HH:mm} UTC a rolling release cannot be told from the time of day; side by side it can. What was exported before can be taken in.", "upshot backfill traces.json");
        }

        if (now - service.Last > s_quiet)
        {
            yield return Diagnosis.Hint("quiet", $"{service.Service}: its last request came {Words(now - service.Last)} ago. Where it is started, this says whether it would arrive.", $"upshot doctor --endpoint {endpoint}");
        }
    }

    private static IEnumerable<Diagnosis> OfPlan(StoredFacts facts)
    {
        if (!facts.HasPlan)
        {
            yield return Diagnosis.Hint("no-plan", "The server has no plan: routes that are asked for often are operations, and nothing is promised of them.", "upshot init plan --from http://127.0.0.1:4600 && upshot serve --plan plan");
            yield break;
        }

        foreach (var (objective, operation) in facts.WithoutTraffic.Take(MaxOfAKind))
        {
            var route = facts.Uncounted.FirstOrDefault();
            yield return Diagnosis.Hint("no-match", route is null
                ? $"The objective {objective} saw no request of {operation}, and every request that came belongs to another operation."
                : $"The objective {objective} saw no request of {operation}. {Number(route.Requests)} requests to {route.Route} of {route.Service} belong to no operation: is it this one?",
                route is null ? null : $"entry: {{ service: {Quoted(route.Service)}, {(route.Route.StartsWith('/') ? "route" : "span")}: {Quoted(route.Route)} }}");
        }
    }

    /// <summary>What senders made up, as YAML reads it.</summary>
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string Share(double part, double all) => part >= all ? "all" : $"{Math.Max(1, Math.Floor(100 * part / all)):0} %";

    private static string Number(double number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Words(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => $"{time.TotalDays:0} days",
        { TotalHours: >= 2 } => $"{time.TotalHours:0} hours",
        { TotalMinutes: >= 2 } => $"{time.TotalMinutes:0} minutes",
        _ => $"{Math.Max(0, time.TotalSeconds):0} seconds",
    };
}
