using Upshot.Plan.Problems;
using Upshot.Plan.Values;
using static Upshot.Plan.Keys.Shapes;

namespace Upshot.Plan.Keys;

/// <summary>The keys of <c>upshot.yaml</c>.</summary>
internal static class PlanKeys
{
    private static readonly Key[] s_selector =
    [
        new("service", Word, "`service.name`, exact."),
        new("span", Text, "Span name, exact."),
        new("route", Text, "`http.route`, exact."),
        new("method", Choice("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY", "_OTHER"), "`http.request.method`."),
        new("kind", Choice("internal", "server", "client", "producer", "consumer"), "Span kind.") { Default = "server, consumer, or the root of a trace" },
        new("attributes", new NamedShape("attribute", Literal, FreeNames: true), "Attributes that must be there with these values, compared as text."),
    ];

    public static readonly KeyTable Selector = new("selector", "Which spans are meant; what is left out matches anything.", s_selector);

    public static readonly KeyTable Operation = new(
        "operation",
        "Something a user does that we make a promise about, recognised by its entry spans.",
        new("entry", Map(Selector), "The spans with which the operation begins.", Required: true),
        new("owner", OwnerName, "Who answers for it; its objectives inherit this owner."),
        new("description", Text, "What the user does, in one sentence."),
        new("requests_per_day", new NumberShape(0, 1e15), "Requests a day that the team expects; the checks of alerts reason with it."),
        new("mix", new ListShape(Word, OrOne: true), "Attributes of its entry spans that tell kinds of requests, such as a customer's tier; versions are compared at the baseline's mix of these and of routes."),
        new("renamed_from", new ListShape(Text, OrOne: true), "Names that the operation had; what was counted under them is read as its own."));

    public static readonly KeyTable Step = new(
        "step",
        "A span that must be there when the operation runs.",
        [
            .. s_selector,
            new("under", new ReferenceShape("step"), "The step under which this one runs.") { Default = "the entry span of the operation" },
            new("latency", Latency, "How long the step may take."),
        ]);

    public static readonly KeyTable Journey = new(
        "journey",
        "The critical trace of an operation: the steps that must be there, each under its parent.",
        new("operation", OperationName, "The operation that travels it.", Required: true),
        new("steps", Named("step", Map(Step)), "The steps by name, in their usual order.", Required: true));

    public static readonly KeyTable Outcome = new(
        "outcome",
        "A business measure.",
        new("signal", new ReferenceShape("signal"), "The metric or event that carries it.", Required: true),
        new("owner", OwnerName, "Who answers for it.", Required: true),
        new("direction", Choice("up", "down"), "Which way is better.") { Default = "up" },
        new("unit", Word, "Unit of the measure, as UCUM writes it, or a currency.") { Default = "1" },
        new("measure", Choice("count", "sum", "mean"), "What of the signal is measured: how often, all values added, or their mean.") { Default = "count" },
        new("per", OperationName, "The operation by whose requests it is divided: orders per checkout are a conversion.") { Default = "none: without it a count or a sum hangs on how many came, and no release is judged by it" },
        new("description", Text, "What it means, in one sentence."));

    public static readonly KeyTable CalendarWindow = new(
        "window",
        "A budget that begins anew with the calendar.",
        new Key("calendar", Choice("day", "week", "month", "quarter", "year"), "When the budget begins anew; weeks begin on Monday.", Required: true),
        new Key("zone", Text, "The time zone of the calendar, by its IANA name such as `Europe/Berlin`.") { Default = "UTC" });

    public static readonly KeyTable Hours = new(
        "hours",
        "Hours of a day.",
        new("from", TimeOfDay, "When they begin.", Required: true),
        new("to", TimeOfDay, "When they end; earlier than `from`: on the next day. 24:00 is the end of the day.", Required: true),
        new("days", new ListShape(Choice("mon", "tue", "wed", "thu", "fri", "sat", "sun"), OrOne: true), "Days of the week on which they begin.") { Default = "every day" },
        new("zone", Text, "Their time zone, by its IANA name.") { Default = "UTC" });

    public static readonly KeyTable AlertWindow = new(
        "alert window",
        "An alert fires when this share of the budget burns within the long window, and the short window still burns.",
        new("severity", Choice("page", "ticket"), "How loud the alert is.", Required: true),
        new("budget", new ShareShape(0, 1, "2%", OpenLow: true), "The share of the budget that burns within the long window.", Required: true),
        new("long", Window, "The long window.", Required: true),
        new("short", new DurationShape(TimeSpan.FromMinutes(1), TimeSpan.FromDays(731), "5m"), "The short window, which lets the alert end soon.") { Default = "a twelfth of the long window" });

    private static readonly Shape s_severity = Choice("page", "ticket");

    private static readonly Shape s_repeat = new DurationShape(TimeSpan.FromMinutes(1), TimeSpan.FromDays(31), "30m");

    public static readonly KeyTable Channel = new(
        "channel",
        "Where notifications go. Secrets stand in the environment of the server; the plan names the variables.",
        new("kind", Choice("alertmanager", "webhook", "slack", "email"), "Alertmanager's webhook (version 4), Upshot's own webhook, what Slack's incoming webhooks take, or mail.", Required: true),
        new("url", Word, "The address, except for email."),
        new("url_from", Word, "The environment variable that holds the address, where it is a secret."),
        new("secret_from", Word, "The environment variable that holds the secret with which a webhook's body is signed (HMAC-SHA-256).") { Default = "not signed" },
        new("to", new ListShape(Text, OrOne: true), "Of email: who gets it.") { Default = "the contact of the alert's owner" },
        new("from", Text, "Of email: who sends it.") { Default = "upshot@ the name of the machine" },
        new("smtp", Word, "Of email: `HOST:PORT` of the server that takes it."),
        new("tls", YesNo, "Of email: whether the connection must be encrypted.") { Default = "yes, except to the machine itself" },
        new("user_from", Word, "Of email: the environment variable that holds the user's name."),
        new("password_from", Word, "Of email: the environment variable that holds the password."),
        new("severities", new ListShape(s_severity, OrOne: true), "Which alerts it takes.") { Default = "page and ticket" },
        new("owners", new ListShape(OwnerName, OrOne: true), "Whose alerts it takes.") { Default = "everybody's" },
        new("template", Word, "The file with its words, such as `templates/page.txt`.") { Default = "built in" });

    public static readonly KeyTable Repeat = new(
        "repeat",
        "How long an alert that nobody acknowledged waits before it is sent again.",
        new("page", s_repeat, "Of pages.") { Default = "30m" },
        new("ticket", s_repeat, "Of tickets.") { Default = "1d" });

    public static readonly KeyTable Baseline = new(
        "baseline",
        "A declared signal that is held against what is usual at that hour of the week. Its alert pages only while the budget of an objective burns too.",
        new("signal", new ReferenceShape("signal"), "The counter, histogram, span or event that is watched.", Required: true),
        new("objective", new ReferenceShape("objective"), "The objective whose budget must burn; its owner and runbook are the alert's.", Required: true),
        new("direction", Choice("up", "down", "both"), "Which way is unusual.") { Default = "both" },
        new("measure", Choice("count", "sum", "mean"), "What of the signal is watched: how often it came, all values added, or their mean.") { Default = "count" });

    public static readonly KeyTable Alerts = new(
        "alerts",
        "When alerts fire, and whom they tell.",
        new("windows", ListOf(Map(AlertWindow)), "The windows, instead of those of the Google SRE workbook."),
        new("minimum_failures", new NumberShape(1, 1e9, Integer: true), "Fewest failed events before an alert may fire.") { Default = "1" },
        new("channels", Named("channel", Map(Channel)), "Where notifications go."),
        new("repeat", Map(Repeat), "When an alert is sent again."),
        new("baselines", Named("baseline", Map(Baseline)), "Signals that are watched for what is unusual at that hour of the week."));

    public static readonly KeyTable Objective = new(
        "objective",
        "A promise about an operation: a share of its events is good over a window. With `latency` it counts the events that succeeded and were fast enough; with `throughput` the minutes that served enough of them; with `journey` the events whose trace is whole; with `outcome` the events that came to one; without, the events that succeeded, by their status or by what `success` says.",
        new("operation", OperationName, "The operation that the promise is about; required unless a `journey` or an `outcome` says it."),
        new("journey", new ReferenceShape("journey"), "The journey that a good event went through whole: every step is there, none failed, and each kept its latency. Counted half a minute after an event ended.") { Default = "none" },
        new("outcome", new ReferenceShape("outcome"), "The outcome that a good event came to: of the checkouts so many became an order. One that is counted (`measure: count`) and divided by an operation (`per`); of one whose `direction` is down a good event did not come to it. Counted four minutes after an event, when what belongs to it was sent.") { Default = "none" },
        new("latency", Latency, "An event that takes longer is not good.") { Default = "none: the objective is about errors" },
        new("success", new NamedShape("attribute", Literal, FreeNames: true), "Attributes that the entry span of a good event carries with these values, compared as text: what is good where a status of 200 says little. A failed span is not good, whatever it carries.") { Default = "none: whatever did not fail is good" },
        new("throughput", new PatternShape(Rate.Pattern, "a rate such as 50/s, 1200/min or 30/h"), "Events that a minute must have served to be good; a minute without any is bad.") { Default = "none" },
        new("hours", Map(Hours), "When the throughput is promised; other minutes do not count.") { Default = "always" },
        new("target", new ShareShape(0, 1, "99.9%", OpenLow: true, OpenHigh: true), "The share of events that must be good.", Required: true),
        new("window", new EitherShape(Window, Map(CalendarWindow)), "Over which time the budget is counted: a rolling duration or `calendar: month`.") { Default = "28d" },
        new("owner", OwnerName, "Who answers for it.") { Default = "the owner of the operation" },
        new("reason", Text, "Why it is this number: what users or the business lose beyond it.", Required: true) { Missing = Rules.ObjectiveWithoutReason },
        new("decision", Text, "What the team decides by it."),
        new("runbook", new ReferenceShape("runbook"), "The runbook for when its alert fires, a path such as `runbooks/checkout.md`.", Required: true) { Missing = Rules.ObjectiveWithoutRunbook },
        new("environment", new ReferenceShape("environment"), "The environment it holds in.") { Default = "every environment" },
        new("alerts", Map(Alerts), "When alerts of this objective fire, instead of what the plan says of all."));

    public static readonly KeyTable FreezeException = new(
        "exception of a freeze",
        "A release that may go on while others may not.",
        new("release", Word, "Its version (`service.version`).", Required: true),
        new("until", Date, "The last day on which it holds.", Required: true),
        new("reason", Text, "Why it may.", Required: true));

    public static readonly KeyTable BudgetRule = new(
        "budget rule",
        "What the team does when a budget runs low.",
        new("remaining", new ShareShape(0, 1, "25%"), "The rule holds when no more than this share of the budget is left.", Required: true),
        new("action", Text, "What the team does then.", Required: true),
        new("freeze", YesNo, "Whether gates let no release of the operation's services pass then.") { Default = "false" },
        new("exceptions", ListOf(Map(FreezeException)), "Releases that may pass all the same."));

    public static readonly KeyTable Flag = new(
        "flag",
        "A feature flag.",
        new("owner", OwnerName, "Who answers for it and removes it.", Required: true),
        new("description", Text, "What it switches, in one sentence."),
        new("expires", Date, "The date after which the flag should be gone."));

    public static readonly KeyTable Sampling = new(
        "sampling",
        "Which traces are kept; counts and budgets are made before sampling.",
        new("probability", new ShareShape(0, 1, "10%", OpenLow: true), "Probability with which a trace is kept.") { Default = "100%, or what `budget_within` asks for" },
        new("decision", Choice("head", "tail"), "Who decides. `head`: applications, when a trace begins. `tail`: they send everything, and the server decides hours that are over: what failed, was slow or is rare stays, and this share of the rest.") { Default = "head" },
        new("budget_within", new ShareShape(0, 1, "5%", OpenLow: true), "How well budgets are to be known where traces alone tell them: when a budget is spent, the 95 % interval of what is spent of it lies within this share of the budget. The probability is derived from it, from the targets and windows of the objectives and `requests_per_day` of their operations.") { Default = "none" });

    public static readonly KeyTable Retention = new(
        "retention",
        "How long data is kept.",
        new("spans", Keep, "Spans.") { Default = "14d" },
        new("logs", Keep, "Log records.") { Default = "14d" },
        new("metrics", Keep, "Metric points.") { Default = "30d" },
        new("rollups", Keep, "Counts a minute, on which budgets rest.") { Default = "400d" },
        new("max_bytes", Bytes, "Bytes at most for all sealed data; the oldest goes first.") { Default = "no limit" });

    public static readonly KeyTable Cost = new(
        "cost",
        "What telemetry may cost.",
        new("bytes_per_day", Bytes, "Bytes a day at most."),
        new("max_series", new NumberShape(1, 2e9, Integer: true), "Series at most: combinations of attribute values in rollups and metrics."));

    public static readonly KeyTable Plan = new(
        "plan",
        "What one product promises its users and how its team will know.",
        new("product", Word, "Name of the product.", Required: true),
        new("description", Text, "What the product does, in one sentence."),
        new("owners", Named("owner", Text), "Teams or people, each with the contact that pages and tickets go to."),
        new("glossary", new NamedShape("term", Text, FreeNames: true), "Terms of the product and what they mean."),
        new("environments", ListOf(Word), "Deployment environments (`deployment.environment.name`) that the plan speaks of.") { Default = "any" },
        new("operations", Named("operation", Map(Operation)), "What users do."),
        new("journeys", Named("journey", Map(Journey)), "The critical traces of operations."),
        new("outcomes", Named("outcome", Map(Outcome)), "Business measures."),
        new("objectives", Named("objective", Map(Objective)), "What is promised."),
        new("alerts", Map(Alerts), "When alerts fire, and whom they tell."),
        new("budget", ListOf(Map(BudgetRule)), "What the team does when a budget runs low."),
        new("flags", Named("flag", Map(Flag)), "Feature flags."),
        new("sampling", Map(Sampling), "Which traces are kept."),
        new("retention", Map(Retention), "How long data is kept."),
        new("cost", Map(Cost), "What telemetry may cost."));
}
