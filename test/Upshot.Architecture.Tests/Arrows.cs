namespace Upshot.Architecture.Tests;

/// <summary>A part of the code: a namespace with all below it that have no line of their own.</summary>
/// <param name="MayReferTo">Parts whose line stands above this one.</param>
internal sealed record Part(string Namespace, string Purpose, params string[] MayReferTo);

/// <summary>
/// Who may refer to whom. The tests compare it with the compiled assemblies, and draw docs/architecture.md and the table in
/// docs/code-map.md from it. A line refers only to lines above it, so no arrow of the list runs back.
/// </summary>
internal static class Arrows
{
    private const string Plan = "Plan";

    /// <summary>The namespace <c>Upshot</c> itself.</summary>
    private const string Program = "Program";

    public static IReadOnlyList<Part> Parts { get; } =
    [
        new("Evidence", "what was found: records without behaviour"),

        new(Plan, "the plan as records"),
        new("Plan.Problems", "problems, and the rules that they break", Plan),
        new("Plan.Yaml", "YAML with places and limits", Plan, "Plan.Problems"),
        new("Plan.Values", "durations, shares, units", Plan, "Plan.Yaml"),
        new("Plan.Keys", "keys and shapes, as tables", Plan, "Plan.Problems", "Plan.Yaml", "Plan.Values"),
        new("Plan.Migrations", "schema translation between versions", Plan, "Plan.Problems", "Plan.Yaml"),
        new("Plan.Alerts", "burn-rate windows, as data", Plan),
        new("Plan.Read", "from YAML to the model", Plan, "Plan.Problems", "Plan.Yaml", "Plan.Values", "Plan.Keys", "Plan.Alerts"),
        new("Plan.Registry", "OpenTelemetry registries", Plan, "Plan.Problems", "Plan.Yaml", "Plan.Keys", "Plan.Read"),
        new("Plan.Generate", "the plan as calls, in each language", Plan, "Plan.Problems", "Plan.Yaml", "Plan.Keys"),
        new("Plan.Checks", "the rules of a plan", Plan, "Plan.Problems", "Plan.Yaml", "Plan.Values", "Plan.Keys", "Plan.Migrations", "Plan.Alerts", "Plan.Registry", "Plan.Generate"),
        new("Plan.Diff", "what differs between two plans", Plan, "Plan.Values", "Plan.Migrations", "Plan.Alerts", "Plan.Checks"),
        new("Plan.Schema", "JSON Schemas and pages of the keys", "Plan.Problems", "Plan.Keys"),
        new("Plan.Folders", "the door: files of a folder → a plan with all its problems", Plan, "Plan.Problems", "Plan.Yaml", "Plan.Keys", "Plan.Read", "Plan.Registry", "Plan.Checks"),

        new("Observe.Telemetry", "the server's own signals, generated from plan/"),
        new("Observe.Files", "files and folders that survive a crash, and whose they are"),
        new("Observe.Threads", "work that only one may do at a time, and nobody waits for with a lock"),
        new("Observe.Otlp", "bytes, fields, values, resources; knows neither plan nor store"),
        new("Observe.Receive", "transports and limits → a checked batch", "Observe.Otlp", "Observe.Telemetry", "Evidence"),
        new("Observe.Policy", "batch → batch: whose operation a request is", "Observe.Otlp", "Observe.Receive", Plan, "Plan.Migrations"),
        new("Observe.Rollup", "batch → counts of minutes", "Observe.Otlp", "Observe.Receive", "Observe.Policy", Plan, "Evidence"),
        new("Observe.Stores", "what every store takes and is asked; requests kept in a file", "Observe.Files", "Observe.Otlp", "Observe.Receive", Plan, "Evidence"),
        new("Observe.State", "operational state: releases, rollouts, plan history", "Observe.Files", "Observe.Threads", "Observe.Stores", "Evidence"),
        new("Observe.Stores.Rows", "records as rows: columns, and what is written into them", "Observe.Otlp", "Observe.Policy", Plan),
        new("Observe.Stores.Parquet", "rows as Parquet files", "Observe.Stores.Rows"),
        new("Observe.Stores.Plans", "a plan as stores work with it: policy, readers, counters, earlier names", "Observe.Otlp", "Observe.Policy", "Observe.Rollup", "Observe.State", "Observe.Stores.Rows", Plan, "Plan.Migrations", "Evidence"),
        new("Observe.Stores.AnswerParts", "what answers of every store are made of", "Observe.Stores", "Evidence"),
        new("Observe.Stores.DuckDb", "the embedded store: journal, segments, catalog, and how it answers", "Observe.Files", "Observe.Threads", "Observe.Otlp", "Observe.Receive", "Observe.Policy", "Observe.Rollup", "Observe.Stores", "Observe.State", "Observe.Stores.Rows", "Observe.Stores.Parquet", "Observe.Stores.Plans", "Observe.Stores.AnswerParts", "Observe.Telemetry", Plan, "Plan.Migrations", "Evidence"),
        new("Observe.Stores.ClickHouse", "the store past one machine: rows delivered once, asked in ClickHouse's SQL", "Observe.Files", "Observe.Otlp", "Observe.Receive", "Observe.Policy", "Observe.Rollup", "Observe.Stores", "Observe.State", "Observe.Stores.Rows", "Observe.Stores.Plans", "Observe.Stores.AnswerParts", Plan, "Plan.Migrations", "Evidence"),
        new("Observe.Stores.Copying", "a directory's telemetry into a ClickHouse, once", "Observe.Otlp", "Observe.Stores", "Observe.Stores.Rows", "Observe.Stores.DuckDb", "Observe.Stores.ClickHouse", Plan),

        new("Decide", "numbers and words that all judgements share"),
        new("Decide.Comparison", "intervals, margins, verdicts", "Decide", "Evidence", Plan),
        new("Decide.Budgets", "budgets and burn rates", "Decide", "Decide.Comparison", "Evidence", Plan, "Plan.Alerts"),
        new("Decide.Silence", "what has stopped coming", "Decide.Budgets", "Evidence"),
        new("Decide.CriticalPaths", "where a trace's time went", "Decide", "Evidence"),
        new("Decide.Explanations", "where a difference went", "Decide", "Decide.Comparison", "Decide.CriticalPaths", "Evidence"),
        new("Decide.Journeys", "whether traces are whole, and which steps of journeys still come", "Decide", "Evidence", Plan),
        new("Decide.Baselines", "what is unusual at an hour of the week", "Decide"),
        new("Decide.Outcomes", "which requests of a minute came to an outcome", "Decide", "Evidence", Plan),
        new("Decide.Alerting", "from counts to episodes and incidents, and why", "Decide", "Decide.Baselines", "Decide.Budgets", "Decide.Silence", "Decide.Journeys", "Decide.Explanations", "Evidence", Plan, "Plan.Alerts"),
        new("Decide.AlertProofs", "alerts before anything runs, and on what was recorded", "Decide", "Decide.Alerting", "Decide.Baselines", "Decide.Budgets", "Decide.Silence", "Evidence", Plan, "Plan.Alerts"),
        new("Decide.AlertTests", "tests of a plan's alerts", "Decide", "Decide.Alerting", "Decide.Baselines", "Decide.Budgets", "Decide.Silence", "Evidence", Plan),
        new("Decide.Rehearsals", "faults in virtual time", "Decide", "Decide.AlertProofs", "Decide.Alerting", "Decide.Baselines", "Decide.Budgets", "Decide.Silence", "Evidence", Plan),
        new("Decide.Scorecards", "a release against its hypothesis", "Decide.Comparison", Plan),
        new("Decide.Ledgers", "how well teams predict", "Decide.Scorecards"),
        new("Decide.SampleFiles", "CSV of any benchmark", "Decide", "Decide.Comparison"),
        new("Decide.TraceFiles", "traces in JSON", "Decide", "Evidence"),
        new("Decide.Csv", "tables of any file, each mistake with its line", "Decide"),
        new("Decide.Series", "series in tables", "Decide", "Decide.Csv"),
        new("Decide.Changes", "when a series changed", "Decide.Series"),
        new("Decide.Anomalies", "where a series behaves as never before", "Decide.Series"),
        new("Decide.CallTables", "which calls make requests slow", "Decide", "Decide.Csv"),
        new("Decide.ServiceGraphs", "which service makes others slow", "Decide", "Decide.Csv"),
        new("Decide.AttributeSearch", "which attributes an excess is in", "Decide", "Decide.Csv"),
        new("Decide.Exports", "exported traces, logs and metrics of any layout", "Decide", "Decide.TraceFiles", "Evidence"),
        new("Decide.Faults", "which service is the cause, from exports", "Decide", "Decide.Exports", "Evidence"),
        new("Decide.Metrics", "data points as rates, values and quantiles over time", "Evidence"),
        new("Decide.Scaling", "how costs and effects follow load", "Decide.Comparison", "Evidence"),
        new("Decide.Contrasts", "which facts tell some requests from the others", "Evidence"),
        new("Decide.Failures", "where requests fail, and what they have in common", "Decide.CriticalPaths", "Decide.Contrasts", "Evidence"),
        new("Decide.SignalCosts", "what rests on a signal, and what could be spared of it", Plan),
        new("Decide.Retiming", "what traces would take after a change, and which change is worth most", "Decide.Comparison", "Decide.CriticalPaths", "Decide.Explanations", "Evidence"),
        new("Decide.PersonalData", "what in a text is about a person"),
        new("Decide.Verification", "captured telemetry against the plan", "Decide", "Decide.Journeys", "Decide.PersonalData", "Evidence", Plan, "Plan.Checks", "Plan.Generate", "Plan.Keys", "Plan.Registry"),

        new(Program, "exit codes, and what is known of the terminal"),
        new("Reports", "one finding → text, JSON, SARIF, JUnit, GitHub", Program, Plan),
        new("Answers", "what Upshot answers, whoever asks", "Decide.SignalCosts", "Observe.Stores", "Observe.Rollup", "Observe.State", "Decide.Budgets", "Decide.Comparison", "Decide.CriticalPaths", "Decide.Explanations", "Decide.Scorecards", "Decide.Ledgers", Plan, "Plan.Alerts", "Evidence", "Decide", "Decide.Exports", "Decide.Scaling", "Decide.Contrasts", "Decide.Failures", "Decide.Retiming", "Decide.Silence", "Decide.Journeys", "Decide.Outcomes", "Decide.Metrics"),
        new("Background", "what a server does again and again"),
        new("Alerts", "alerts in a server: evaluation, notifications, delivery", "Background", "Decide", "Answers", "Observe.Stores", "Observe.State", "Decide.Alerting", "Decide.AlertProofs", "Decide.Rehearsals", "Decide.Baselines", "Decide.Budgets", Plan, "Evidence", "Decide.Silence", "Decide.Ledgers", "Decide.Journeys"),
        new("Runbooks", "Markdown of runbooks as HTML"),
        new("Export", "a plan in the formats of other tools", "Decide.Alerting", Plan, "Plan.Alerts", "Plan.Values"),
        new("Import", "objectives and tests of other tools", "Export", "Decide", "Decide.Alerting", "Decide.AlertTests", "Evidence", Plan, "Plan.Values"),
        new("Pages", "server-rendered pages", "Decide.Metrics", "Answers", "Observe.Stores", "Decide", "Decide.Comparison", "Decide.CriticalPaths", "Decide.Ledgers", Plan, "Evidence", "Alerts", "Runbooks", "Decide.Journeys", "Decide.Scaling", "Decide.Contrasts", "Decide.SignalCosts"),
        new("Mcp", "what assistants may ask, in few words", Program, "Answers", "Alerts", "Pages", "Observe.Stores", "Evidence", "Decide.Comparison", "Decide.Journeys"),
        new("Server", "all in one process, and its HTTP API", Program, "Background", "Answers", "Pages", "Mcp", "Observe.Otlp", "Observe.Receive", "Observe.Stores", "Observe.State", "Observe.Stores.DuckDb", "Observe.Telemetry", Plan, "Evidence", "Alerts", "Decide.Alerting", "Decide.AlertProofs", "Decide.Rehearsals", "Decide.PersonalData", "Observe.Stores.ClickHouse", "Decide.Comparison", "Decide.Journeys", "Decide.Metrics"),
        new("Client", "how commands ask", "Answers", "Server", "Observe.Stores", Plan, Program, "Plan.Folders"),
        new("Diff", "two sides of a plan and reports of their difference", Program, "Client", "Reports", Plan, "Plan.Diff", "Plan.Folders"),
        new("Review", "the review of a pull request", "Reports", "Answers", "Observe.Stores", "Client", "Diff", "Decide.Budgets", Plan, "Plan.Alerts", "Plan.Diff", "Evidence"),
        new("Verify", "captured telemetry of a command, and its reports", Program, "Client", "Reports", "Observe.Otlp", "Observe.Receive", "Observe.Stores", "Decide.Verification", Plan, "Plan.Read", "Evidence"),
        new("RunbookRuns", "runbooks that are run and rehearsed", Program, "Answers", "Server", "Client", "Diff", "Observe.Stores.DuckDb", "Decide.Rehearsals", "Evidence", Plan, "Plan.Problems", "Plan.Values"),
        new("Doctor", "why nothing arrives, or no verdict is possible", "Answers", "Client", "Observe.Stores"),
        new("Demo", "the demo", Program, "Answers", "Server", "Decide.Comparison"),
        new("Backfill", "files of the past as export requests", "Decide", "Decide.Exports", "Evidence", "Observe.Otlp", "Observe.Receive", "Observe.Stores", "Observe.Stores.DuckDb"),
        new("Commands", "one class for each command", Program, "Decide.SignalCosts", "Reports", "Answers", "Server", "Client", "Mcp", "Diff", "Review", "Verify", "Doctor", "Demo", "Decide.PersonalData", "Observe.Files", "Observe.Stores", "Observe.State", "Decide", "Decide.Comparison", "Decide.CriticalPaths", "Decide.SampleFiles", "Decide.TraceFiles", "Decide.Series", "Decide.Changes", "Decide.Anomalies", "Decide.CallTables", "Decide.ServiceGraphs", "Decide.AttributeSearch", "Decide.Ledgers", Plan, "Plan.Problems", "Plan.Diff", "Plan.Generate", "Plan.Migrations", "Plan.Schema", "Evidence", "Decide.Exports", "Decide.Faults", "Alerts", "Export", "Decide.AlertProofs", "Decide.AlertTests", "Decide.Rehearsals", "Plan.Values", "Decide.Alerting", "Plan.Folders", "Backfill", "RunbookRuns", "Import", "Observe.Stores.ClickHouse", "Observe.Stores.DuckDb", "Observe.Stores.Copying", "Decide.Journeys"),
    ];

    /// <summary>The part that a namespace belongs to; null: it has no line.</summary>
    public static Part? Of(string name) => name == "Upshot" ? Parts.Single(p => p.Namespace == Program) : Parts
        .Where(p => name == $"Upshot.{p.Namespace}" || name.StartsWith($"Upshot.{p.Namespace}.", StringComparison.Ordinal))
        .Where(p => p.Namespace is not (Plan or "Decide") || name == $"Upshot.{p.Namespace}")
        .MaxBy(p => p.Namespace.Length);
}
