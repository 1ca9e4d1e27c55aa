using Upshot.Plan.Alerts;
using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Values;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Read;

/// <summary>Reads <c>upshot.yaml</c>.</summary>
internal static class UpshotFile
{
    public const string Name = "upshot.yaml";

    public static ProductPlan Read(string text, Findings findings)
    {
        var root = YamlComposer.Compose(Name, text, findings.Problems);
        if (root is null or YamlScalar { IsNull: true })
        {
            if (!findings.Problems.Any)
            {
                findings.Problems.Add(new SourceLocation(Name, 1, 1), Rules.MissingKey, "The plan is empty.", "Add product: the name of the product. 'upshot init' writes a plan to begin with.");
            }

            return new ProductPlan();
        }

        findings.Shapes.Check("The plan", root, new TableShape(PlanKeys.Plan));
        var plan = new Fields(root, PlanKeys.Plan);
        var operations = plan.Named("operations").Select(Operation).ToList();
        var owners = operations.ToDictionary(o => o.Name, o => o.Owner, StringComparer.Ordinal);
        var policy = Alerts(plan.Node("alerts"), plan.Location("alerts"));
        var journeys = plan.Named("journeys").Select(Journey).ToList();
        var outcomes = plan.Named("outcomes").Select(Outcome).ToList();
        var read = new ProductPlan
        {
            Product = plan.Text("product"),
            Description = plan.Text("description"),
            Owners = [.. plan.Named("owners").Select(e => new Owner(e.Key, (e.Value as YamlScalar)?.Text ?? "", e.Location))],
            Glossary = [.. plan.Named("glossary").Select(e => new GlossaryTerm(e.Key, (e.Value as YamlScalar)?.Text.Trim() ?? "", e.Location))],
            Environments = plan.Texts("environments"),
            Operations = operations,
            Journeys = journeys,
            Outcomes = outcomes,
            Objectives = [.. plan.Named("objectives").Select(e => Objective(e, owners, journeys, outcomes, policy))],
            Alerts = policy,
            Budget = new BudgetPolicy { Rules = [.. plan.Items("budget").Select(BudgetRule)] },
            Flags = [.. plan.Named("flags").Select(Flag)],
            Retention = Retention(new Fields(plan.Node("retention"), PlanKeys.Retention)),
            Cost = Cost(new Fields(plan.Node("cost"), PlanKeys.Cost)),
        };
        return read with { Sampling = Sampling(new Fields(plan.Node("sampling"), PlanKeys.Sampling), plan.Location("sampling"), read) };
    }

    private static Operation Operation(YamlEntry entry)
    {
        var fields = new Fields(entry.Value, PlanKeys.Operation);
        return new Operation(entry.Key, entry.Location)
        {
            Description = fields.Text("description"),
            Owner = fields.Text("owner"),
            Entry = Selector(new Fields(fields.Node("entry"), PlanKeys.Selector)),
            RequestsPerDay = fields.Number("requests_per_day"),
            Mix = [.. fields.Texts("mix").Distinct(StringComparer.Ordinal)],
            RenamedFrom = fields.Texts("renamed_from"),
        };
    }

    private static SpanSelector Selector(Fields fields) => new()
    {
        Service = fields.MaybeText("service"),
        Span = fields.MaybeText("span"),
        Route = fields.MaybeText("route"),
        Method = fields.MaybeText("method"),
        Kind = fields.MaybeText("kind"),
        Attributes = Attributes(fields, "attributes"),
    };

    private static Journey Journey(YamlEntry entry)
    {
        var fields = new Fields(entry.Value, PlanKeys.Journey);
        return new Journey(entry.Key, entry.Location)
        {
            Operation = fields.Text("operation"),
            Steps = [.. fields.Named("steps").Select(Step)],
        };
    }

    private static JourneyStep Step(YamlEntry entry)
    {
        var fields = new Fields(entry.Value, PlanKeys.Step);
        return new JourneyStep(entry.Key, Selector(fields), fields.MaybeText("under"), fields.Duration("latency"), entry.Location);
    }

    private static Outcome Outcome(YamlEntry entry)
    {
        var fields = new Fields(entry.Value, PlanKeys.Outcome);
        return new Outcome(entry.Key, entry.Location)
        {
            Description = fields.Text("description"),
            Owner = fields.Text("owner"),
            Signal = fields.Text("signal"),
            Direction = fields.MaybeText("direction") ?? "up",
            Unit = fields.MaybeText("unit") ?? "1",
            Measure = MeasureOf(fields),
            Per = fields.Text("per"),
        };
    }

    private static Dictionary<string, string> Attributes(Fields fields, string key) =>
        fields.Named(key).Where(e => e.Value is YamlScalar).ToDictionary(e => e.Key, e => ((YamlScalar)e.Value).Text);

    private static Objective Objective(YamlEntry entry, Dictionary<string, string> owners, List<Journey> journeys, List<Outcome> outcomes, AlertPolicy policy)
    {
        var fields = new Fields(entry.Value, PlanKeys.Objective);
        var journey = fields.MaybeText("journey") is { } name ? journeys.Find(j => j.Name == name) : null;
        var outcome = fields.MaybeText("outcome") is { } what ? outcomes.Find(o => o.Name == what) : null;
        var operation = fields.MaybeText("operation") ?? journey?.Operation ?? outcome?.Per ?? "";
        var alerts = fields.Node("alerts");
        return new Objective(entry.Key, entry.Location)
        {
            Operation = operation,
            Journey = journey,
            Outcome = outcome,
            Owner = fields.MaybeText("owner") ?? (owners.TryGetValue(operation, out var owner) ? owner : ""),
            Reason = fields.Text("reason"),
            Decision = fields.Text("decision"),
            Runbook = fields.Text("runbook"),
            Environment = fields.MaybeText("environment"),
            Latency = fields.Duration("latency"),
            Success = Attributes(fields, "success"),
            Throughput = fields.Scalar("throughput") is { } rate && Rate.TryParse(rate.Text, out var perSecond) ? perSecond : null,
            Hours = fields.Node("hours") is YamlMap ? HoursReader.Read(new Fields(fields.Node("hours"), PlanKeys.Hours)) : null,
            Alerts = alerts is YamlMap ? Alerts(alerts, fields.Location("alerts")).Over(policy, saysMinimum: new Fields(alerts, PlanKeys.Alerts).Integer("minimum_failures") is not null) : null,
            Target = fields.Share("target") ?? 0,
            Window = fields.Node("window") is YamlMap calendar
                ? new BudgetWindow { Calendar = new Fields(calendar, PlanKeys.CalendarWindow).MaybeText("calendar"), Zone = new Fields(calendar, PlanKeys.CalendarWindow).MaybeText("zone")?.Trim() ?? "UTC" }
                : new BudgetWindow { Length = fields.Duration("window") ?? new BudgetWindow().Length },
        };
    }

    private static AlertPolicy Alerts(YamlNode? node, SourceLocation? location)
    {
        var fields = new Fields(node, PlanKeys.Alerts);
        return new AlertPolicy
        {
            Windows = [.. fields.Items("windows").OfType<YamlMap>().Select(AlertWindow)],
            MinimumFailures = fields.Integer("minimum_failures") ?? 1,
            Channels = [.. fields.Named("channels").Select(AlertChannelFields.Read).OfType<AlertChannel>()],
            RepeatPage = new Fields(fields.Node("repeat"), PlanKeys.Repeat).Duration("page") ?? new AlertPolicy().RepeatPage,
            RepeatTicket = new Fields(fields.Node("repeat"), PlanKeys.Repeat).Duration("ticket") ?? new AlertPolicy().RepeatTicket,
            Baselines = [.. fields.Named("baselines").Select(Baseline)],
            Location = location,
        };
    }

    private static AlertBaseline Baseline(YamlEntry entry)
    {
        var fields = new Fields(entry.Value, PlanKeys.Baseline);
        return new AlertBaseline(entry.Key, fields.Text("signal"), fields.Text("objective"), entry.Location) { Direction = fields.MaybeText("direction") ?? "both", Measure = MeasureOf(fields) };
    }

    private static OutcomeMeasure MeasureOf(Fields fields) => fields.Text("measure") switch { "sum" => OutcomeMeasure.Sum, "mean" => OutcomeMeasure.Mean, _ => OutcomeMeasure.Count };

    private static AlertWindow AlertWindow(YamlMap map)
    {
        var fields = new Fields(map, PlanKeys.AlertWindow);
        var longWindow = fields.Duration("long") ?? TimeSpan.Zero;
        return new AlertWindow(
            fields.Text("severity"),
            fields.Share("budget") ?? 0,
            longWindow,
            fields.Duration("short") ?? TimeSpan.FromTicks(longWindow.Ticks / 12),
            map.Location);
    }

    private static BudgetRule BudgetRule(YamlNode node)
    {
        var fields = new Fields(node, PlanKeys.BudgetRule);
        return new BudgetRule(fields.Share("remaining") ?? 0, fields.Text("action"), node.Location)
        {
            Freezes = fields.MaybeText("freeze") == "true",
            Exceptions = [.. fields.Items("exceptions").Select(FreezeException)],
        };
    }

    private static FreezeException FreezeException(YamlNode node)
    {
        var fields = new Fields(node, PlanKeys.FreezeException);
        return new FreezeException(fields.Text("release"), DateOf(fields.Text("until")), fields.Text("reason"), node.Location);
    }

    // What is no date was said already; an exception without an end is none.
    private static DateTime DateOf(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var date) ? date : DateTime.MinValue;

    private static Flag Flag(YamlEntry entry)
    {
        var fields = new Fields(entry.Value, PlanKeys.Flag);
        return new Flag(entry.Key, entry.Location)
        {
            Description = fields.Text("description"),
            Owner = fields.Text("owner"),
            Expires = fields.Text("expires"),
        };
    }

    private static Retention Retention(Fields fields)
    {
        var defaults = new Retention();
        return new Retention
        {
            Spans = fields.Duration("spans") ?? defaults.Spans,
            Logs = fields.Duration("logs") ?? defaults.Logs,
            Metrics = fields.Duration("metrics") ?? defaults.Metrics,
            Rollups = fields.Duration("rollups") ?? defaults.Rollups,
            MaxBytes = fields.Bytes("max_bytes"),
        };
    }

    private static Sampling Sampling(Fields fields, SourceLocation? location, ProductPlan plan)
    {
        var (said, within) = (fields.Share("probability"), fields.Share("budget_within"));
        return new Sampling
        {
            Probability = said ?? (within > 0 ? SamplingRate.For(within.Value, plan) : 1),
            BudgetWithin = within,
            SaysProbability = said is not null,
            IsTail = fields.Text("decision") == "tail",
            Location = location,
        };
    }

    private static CostLimits Cost(Fields fields) => new()
    {
        BytesPerDay = fields.Bytes("bytes_per_day"),
        MaxSeries = fields.Integer("max_series"),
    };
}
