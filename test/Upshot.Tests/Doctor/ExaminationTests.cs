using System.Reflection;
using Upshot.Answers;
using Upshot.Doctor;
using Upshot.Observe.Receive;

namespace Upshot.Tests.Doctor;

public sealed class ExaminationTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly ServiceFacts s_shop = new("shop", 1000, 0, 0, s_now.AddDays(-6), s_now.AddMinutes(-1), 500, 500);

    [Fact]
    public void A_service_that_says_all_is_well() => Assert.All(Of(s_shop), d => Assert.Equal(DiagnosisKind.Well, d.Kind));

    [Fact]
    public void Each_thing_that_verdicts_rest_on_is_missed_by_name()
    {
        Assert.Contains("25 %", Single("no-version", s_shop with { WithoutVersion = 250 }).Sentence, StringComparison.Ordinal);
        Assert.Contains("all of its requests", Single("no-instance", s_shop with { WithoutInstance = 1000 }).Sentence, StringComparison.Ordinal);
        Assert.Contains("2026-12-01 11:00", Single("history", s_shop with { First = s_now.AddHours(-1) }).Sentence, StringComparison.Ordinal);
        Assert.Contains("3 hours ago", Single("quiet", s_shop with { Last = s_now.AddHours(-3) }).Sentence, StringComparison.Ordinal);
        Assert.Equal(DiagnosisKind.Fault, Single("no-name", s_shop with { Service = "unknown_service:python" }).Kind);
    }

    [Fact]
    public void Spans_that_are_fewer_than_the_metric_counted_are_sampled_unless_they_say_so()
    {
        Single("sampled", s_shop with { ServerSpans = 50 });
        Assert.DoesNotContain(Of(s_shop with { ServerSpans = 50, WithThreshold = 50 }), d => d.Id == "sampled");
        Assert.DoesNotContain(Of(s_shop with { ServerSpans = 0, MeasuredRequests = 20 }), d => d.Id == "sampled");
    }

    [Fact]
    public void A_thousand_services_with_one_mistake_are_a_few_lines()
    {
        var found = Examination.Of(Facts([.. Enumerable.Range(0, 1000).Select(i => s_shop with { Service = $"s{i}", WithoutVersion = 1 })])).ToList();
        Assert.Equal(6, found.Count(d => d.Id == "no-version"));
        Assert.Contains("995 more services", found.Last(d => d.Id == "no-version").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void An_objective_without_a_request_is_shown_the_route_that_it_may_be()
    {
        var facts = Facts(s_shop) with { WithoutTraffic = [("pay-fast", "pay")], Uncounted = [new("shop", "/pay \"x\"", "server", 900)] };
        var found = Assert.Single(Examination.Of(facts), d => d.Id == "no-match");
        Assert.Equal("entry: { service: \"shop\", route: \"/pay \\\"x\\\"\" }", found.Paste);
    }

    [Fact]
    public void Clocks_that_differ_an_empty_server_and_a_server_without_a_plan_are_said()
    {
        Assert.Contains(Examination.Of(Facts(s_shop) with { ClockAhead = TimeSpan.FromMinutes(-10) }), d => d.Id == "clock" && d.Sentence.Contains("10 minutes behind", StringComparison.Ordinal));
        Assert.Contains(Examination.Of(Facts()), d => d is { Id: "nothing", Kind: DiagnosisKind.Fault });
        Assert.Contains(Examination.Of(Facts(s_shop) with { HasPlan = false }), d => d.Id == "no-plan");
    }

    [Fact]
    public void What_came_and_is_not_used_stands_with_the_line_that_mends_it()
    {
        var facts = Facts(s_shop) with { Received = [new("shop", "encoding_not_spoken", 3, s_now, s_now, "shop: 3 requests are compressed in a way that is not spoken here: snappy"), new("shop", "repeated", 1, s_now, s_now, "shop: 1 span was sent again"), new("shop", "unheard_of", 1, s_now, s_now, "shop: 1 span is odd")] };
        var found = Examination.Of(facts).Where(d => d.Id == "notice").ToList();
        Assert.Equal(["export OTEL_EXPORTER_OTLP_COMPRESSION=gzip", "exporters: { otlphttp: { timeout: 30s } }", null], found.Select(d => d.Paste));
        Assert.All(found, d => Assert.Equal(DiagnosisKind.Fault, d.Kind));
    }

    /// <summary>The lines are pasted into a shell, and senders make up the names of services.</summary>
    [Fact]
    public void Every_reason_has_a_line_and_none_has_a_name_in_it_that_a_sender_made_up()
    {
        var reasons = typeof(NoticeReason).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => ((NoticeReason)f.GetValue(null)!).Id).ToList();
        var facts = Facts(s_shop) with { OtlpHttp = "http://10.0.0.1:5000", Received = [.. reasons.Select(r => new ServiceNotice("$(reboot)", r, 1, s_now, s_now, $"$(reboot): {r}"))] };
        var found = Examination.Of(facts).Where(d => d.Id == "notice").ToList();
        Assert.Equal(reasons.Count, found.Count);
        Assert.All(found, d => Assert.DoesNotContain("reboot", d.Paste ?? "$(reboot)", StringComparison.Ordinal));
        Assert.EndsWith("=http://10.0.0.1:5000", found.Single(d => d.Sentence.Contains("unknown_path", StringComparison.Ordinal)).Paste, StringComparison.Ordinal);
    }

    private static Diagnosis Single(string id, ServiceFacts service) => Assert.Single(Of(service), d => d.Id == id);

    private static IReadOnlyList<Diagnosis> Of(ServiceFacts service) => [.. Examination.Of(Facts(service))];

    private static StoredFacts Facts(params ServiceFacts[] services) => new(s_now, TimeSpan.Zero, true, services, [], [], [], []);
}
