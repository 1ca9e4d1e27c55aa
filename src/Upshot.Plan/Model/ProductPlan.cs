namespace Upshot.Plan;

/// <summary>A whole plan: what one product promises its users and how its team will know.</summary>
public sealed record ProductPlan
{
    public string Product { get; init; } = "";
    public string Description { get; init; } = "";
    public IReadOnlyList<Owner> Owners { get; init; } = [];
    public IReadOnlyList<GlossaryTerm> Glossary { get; init; } = [];

    /// <summary>Names of deployment environments (<c>deployment.environment.name</c>). Empty: any.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];
    public IReadOnlyList<Operation> Operations { get; init; } = [];
    public IReadOnlyList<Journey> Journeys { get; init; } = [];
    public IReadOnlyList<Outcome> Outcomes { get; init; } = [];
    public IReadOnlyList<Objective> Objectives { get; init; } = [];
    public AlertPolicy Alerts { get; init; } = new();
    public BudgetPolicy Budget { get; init; } = new();
    public IReadOnlyList<Flag> Flags { get; init; } = [];
    public Sampling Sampling { get; init; } = new();
    public Retention Retention { get; init; } = new();
    public CostLimits Cost { get; init; } = new();
    public IReadOnlyList<Signal> Signals { get; init; } = [];
    public IReadOnlyList<AttributeDefinition> Attributes { get; init; } = [];

    /// <summary>Signals of the semantic conventions that the plan imports: it may speak of them, and nothing is generated for them.</summary>
    public IReadOnlyList<Signal> Imported { get; init; } = [];
    public IReadOnlyList<ReleasePlan> Releases { get; init; } = [];
    public IReadOnlyList<Runbook> Runbooks { get; init; } = [];

    /// <summary>When alerts of an objective fire: as it says itself, else as the plan does.</summary>
    public AlertPolicy AlertsOf(Objective objective) => objective.Alerts ?? Alerts;

    /// <summary>Files under <c>templates/</c>: how notifications are worded.</summary>
    public IReadOnlyList<PlanFile> Templates { get; init; } = [];

    /// <summary>SHA-256 over the plan's files, the first 12 hex digits: which plan a number was judged by.</summary>
    public string Digest { get; init; } = "";
}

public sealed record Owner(string Name, string Contact, SourceLocation Location);

public sealed record GlossaryTerm(string Term, string Meaning, SourceLocation Location);

/// <summary>
/// Something a user does that we make a promise about, recognised by its entry spans. A span that several operations match
/// counts for the one that stands first in the plan.
/// </summary>
public sealed record Operation(string Name, SourceLocation Location)
{
    public string Description { get; init; } = "";
    public string Owner { get; init; } = "";
    public SpanSelector Entry { get; init; } = new();

    /// <summary>Requests a day the team expects; what the alert checks reason with before there is any traffic. Null: unknown.</summary>
    public double? RequestsPerDay { get; init; }

    /// <summary>Attributes of entry spans that tell kinds of requests: versions are compared at one mix of them.</summary>
    public IReadOnlyList<string> Mix { get; init; } = [];

    /// <summary>Names that it had: what was counted under them is its own.</summary>
    public IReadOnlyList<string> RenamedFrom { get; init; } = [];
}

/// <summary>
/// Which spans are meant; null matches anything. A selector without <see cref="Kind"/> matches server and consumer
/// spans, and root spans of any kind.
/// </summary>
public sealed record SpanSelector
{
    /// <summary><c>service.name</c>, exact.</summary>
    public string? Service { get; init; }

    /// <summary>Span name, exact.</summary>
    public string? Span { get; init; }

    /// <summary><c>http.route</c>, exact.</summary>
    public string? Route { get; init; }

    /// <summary><c>http.request.method</c>, exact.</summary>
    public string? Method { get; init; }

    /// <summary>internal, server, client, producer, consumer.</summary>
    public string? Kind { get; init; }

    /// <summary>Attributes that must be present with these values (compared as text).</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}

/// <summary>The critical trace of an operation: the steps that must be there, each under its parent.</summary>
public sealed record Journey(string Name, SourceLocation Location)
{
    public string Operation { get; init; } = "";
    public IReadOnlyList<JourneyStep> Steps { get; init; } = [];
}

/// <summary><see cref="Under"/> names another step of the journey; null: the operation's entry span.</summary>
public sealed record JourneyStep(string Name, SpanSelector Match, string? Under, TimeSpan? Latency, SourceLocation Location);

/// <summary>A business measure.</summary>
public sealed record Outcome(string Name, SourceLocation Location)
{
    public string Description { get; init; } = "";
    public string Owner { get; init; } = "";
    public string Signal { get; init; } = "";

    /// <summary>up or down: which way is better.</summary>
    public string Direction { get; init; } = "up";
    public string Unit { get; init; } = "1";

    /// <summary>What of its signal is measured.</summary>
    public OutcomeMeasure Measure { get; init; }

    /// <summary>The operation by whose requests it is divided; empty: none.</summary>
    public string Per { get; init; } = "";
}

/// <summary>How an outcome is made of its signal.</summary>
public enum OutcomeMeasure
{
    /// <summary>How often: what a counter counted, values of a histogram, records of an event or a span.</summary>
    Count,

    /// <summary>All values added.</summary>
    Sum,

    /// <summary>The mean of the values.</summary>
    Mean,
}

/// <summary>A promise about an operation: a share <see cref="Target"/> of its events is good over <see cref="Window"/>.</summary>
/// <remarks>
/// An event is good when it succeeded (span status is not error) and, where <see cref="Latency"/> is given, took no
/// longer than that. <see cref="Kind"/> says which of the two the objective is about: a latency objective counts only
/// events that succeeded (failures belong to the error objective), an error objective counts all events.
/// </remarks>
public sealed record Objective(string Name, SourceLocation Location)
{
    public string Operation { get; init; } = "";
    public string Owner { get; init; } = "";
    public string Reason { get; init; } = "";
    public string Decision { get; init; } = "";
    public string Runbook { get; init; } = "";
    public string? Environment { get; init; }

    /// <summary>The latency target; null: an error objective.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>Attributes that the entry span of a good event carries with these values, compared as text; none: whatever did not fail is good.</summary>
    public IReadOnlyDictionary<string, string> Success { get; init; } = new Dictionary<string, string>();

    /// <summary>0 &lt; target &lt; 1.</summary>
    public double Target { get; init; }
    public BudgetWindow Window { get; init; } = new();

    /// <summary>Requests a second that must be served in a minute for it to be good; null: it is not about throughput.</summary>
    public double? Throughput { get; init; }

    /// <summary>When a throughput is promised; null: always.</summary>
    public DailyHours? Hours { get; init; }

    /// <summary>The journey that a good event went through whole; null: it is about the entry span alone.</summary>
    public Journey? Journey { get; init; }

    /// <summary>The outcome that a good event had; null: it is about no outcome.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>Of a count beside the plan: in how many requests that succeeded this step of the journey came at all; null: it is a promise.</summary>
    public JourneyStep? Step { get; init; }

    /// <summary>Its own alerts, over those of the plan; null: the plan's.</summary>
    public AlertPolicy? Alerts { get; init; }

    /// <summary>Whether numbers of requests and errors and how long requests took are enough to count it.</summary>
    public bool IsOfRollups => Success.Count == 0 && !IsCountedLater;

    /// <summary>Its events are counted from what is stored, a while after they ended, and not as entry spans come.</summary>
    public bool IsCountedLater => Journey is not null || Outcome is not null;

    public ObjectiveKind Kind =>
        Outcome is not null ? ObjectiveKind.Outcome : Journey is not null ? ObjectiveKind.Journey : Throughput is not null ? ObjectiveKind.Throughput : Latency is null ? ObjectiveKind.Errors : ObjectiveKind.Latency;
}

public enum ObjectiveKind
{
    Errors,
    Latency,

    /// <summary>Its events are minutes: good ones served enough requests. A minute without traffic is bad.</summary>
    Throughput,

    /// <summary>Its events are requests: in a good one every step of a journey is there, none failed, and each kept its latency.</summary>
    Journey,

    /// <summary>Its events are requests, and good ones came to an outcome: a checkout that became an order.</summary>
    Outcome,
}

/// <summary>Rolling over <see cref="Length"/>, or a calendar <see cref="Calendar"/> (day, week, month, quarter, year) in a time zone.</summary>
public sealed record BudgetWindow
{
    public TimeSpan Length { get; init; } = TimeSpan.FromDays(28);
    public string? Calendar { get; init; }

    /// <summary>Of the calendar, by its IANA name; the default is UTC.</summary>
    public string Zone { get; init; } = "UTC";
}

/// <summary>Hours of a day in a time zone, on some days of the week.</summary>
/// <param name="From">Since midnight.</param>
/// <param name="To">Until then, and not a moment longer; before <paramref name="From"/>: of the next day.</param>
/// <param name="Days">Of the week, on which the hours begin.</param>
public sealed record DailyHours(TimeSpan From, TimeSpan To, IReadOnlyList<DayOfWeek> Days, string Zone)
{
    // Lists compare by reference, records should not.
    public bool Equals(DailyHours? other) => other is not null && From == other.From && To == other.To && Zone == other.Zone && Days.SequenceEqual(other.Days);

    public override int GetHashCode() => (From, To, Zone, Days.Count).GetHashCode();
}

public sealed record AlertPolicy
{
    /// <summary>Empty: the windows of the Google SRE workbook, scaled to the objective's window.</summary>
    public IReadOnlyList<AlertWindow> Windows { get; init; } = [];

    /// <summary>Fewest failed events before an alert may fire.</summary>
    public int MinimumFailures { get; init; } = 1;

    /// <summary>Where notifications go.</summary>
    public IReadOnlyList<AlertChannel> Channels { get; init; } = [];

    /// <summary>How long a page that nobody acknowledged waits before it is sent again.</summary>
    public TimeSpan RepeatPage { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The same of a ticket.</summary>
    public TimeSpan RepeatTicket { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Signals that are watched for what is unusual at that hour of the week.</summary>
    public IReadOnlyList<AlertBaseline> Baselines { get; init; } = [];
    public SourceLocation? Location { get; init; }

    /// <summary>What an objective says of its own alerts, over what the plan says of all.</summary>
    public AlertPolicy Over(AlertPolicy plan, bool saysMinimum) => this with { Windows = Windows.Count > 0 ? Windows : plan.Windows, MinimumFailures = saysMinimum ? MinimumFailures : plan.MinimumFailures };
}

/// <summary>Fires when <see cref="BudgetShare"/> of the budget burns within <see cref="Long"/>, and <see cref="Short"/> still burns.</summary>
public sealed record AlertWindow(string Severity, double BudgetShare, TimeSpan Long, TimeSpan Short, SourceLocation? Location);

/// <summary>What the team does when a budget runs low.</summary>
public sealed record BudgetPolicy
{
    public IReadOnlyList<BudgetRule> Rules { get; init; } = [];
}

/// <summary>When no more than <see cref="Remaining"/> (0..1) of the budget is left, do <see cref="Action"/>.</summary>
public sealed record BudgetRule(double Remaining, string Action, SourceLocation Location)
{
    /// <summary>Gates let no release pass then.</summary>
    public bool Freezes { get; init; }

    public IReadOnlyList<FreezeException> Exceptions { get; init; } = [];
}

/// <summary>A release that may pass while others are frozen.</summary>
/// <param name="Until">The last day on which it holds, UTC.</param>
public sealed record FreezeException(string Release, DateTime Until, string Reason, SourceLocation Location);

public sealed record Flag(string Name, SourceLocation Location)
{
    public string Description { get; init; } = "";
    public string Owner { get; init; } = "";

    /// <summary>The date after which the flag should be gone, yyyy-MM-dd; empty: none.</summary>
    public string Expires { get; init; } = "";
}

public sealed record Sampling
{
    /// <summary>Probability with which a trace is kept; 1: all. Derived where the plan states a precision.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>As a share of a budget: how far off what is spent of it may be told; null: nobody says.</summary>
    public double? BudgetWithin { get; init; }

    /// <summary>The plan says a probability itself.</summary>
    public bool SaysProbability { get; init; }

    /// <summary>The server decides when traces are whole; applications send all of them.</summary>
    public bool IsTail { get; init; }

    /// <summary>With which probability an application keeps a trace that begins in it.</summary>
    public double HeadProbability => IsTail ? 1 : Probability;

    public SourceLocation? Location { get; init; }
}

public sealed record Retention
{
    public TimeSpan Spans { get; init; } = TimeSpan.FromDays(14);
    public TimeSpan Logs { get; init; } = TimeSpan.FromDays(14);
    public TimeSpan Metrics { get; init; } = TimeSpan.FromDays(30);
    public TimeSpan Rollups { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Bytes at most for all sealed data; the oldest goes first. Null: no limit.</summary>
    public long? MaxBytes { get; init; }
}

public sealed record CostLimits
{
    public long? BytesPerDay { get; init; }
    public int? MaxSeries { get; init; }
}

public sealed record Runbook(string Path, SourceLocation Location)
{
    public string Title { get; init; } = "";
    public string Owner { get; init; } = "";

    /// <summary>Names of the objectives it is for.</summary>
    public IReadOnlyList<string> Objectives { get; init; } = [];
    public string Body { get; init; } = "";

    /// <summary>What of it can be run, in its order.</summary>
    public IReadOnlyList<RunbookStep> Steps { get; init; } = [];
}
