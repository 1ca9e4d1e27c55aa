using Upshot.Plan.Values;
using static Upshot.Plan.Keys.Shapes;

namespace Upshot.Plan.Keys;

/// <summary>The keys of <c>runbooks/*.md</c>: of their front matter, and of the fenced steps in them.</summary>
internal static class RunbookKeys
{
    private static readonly Shape s_limit = new DurationShape(TimeSpan.FromSeconds(1), TimeSpan.FromHours(4), "1m");
    private static readonly Shape s_command = new ListShape(new WordShape(), OrOne: true);

    public static readonly KeyTable Runbook = new(
        "runbook",
        "The front matter of a runbook, between two lines of `---`.",
        new("title", Text, "Title of the runbook.") { Default = "the first heading" },
        new("owner", OwnerName, "Who keeps it true."),
        new("objectives", new ListShape(new ReferenceShape("objective"), OrOne: true), "The objectives it is for."));

    private static readonly Key[] s_question =
    [
        new("query", Text, "SQL that reads the views; `{since}` and `{until}` are the times of the incident, or of the last hour."),
        new("objective", new ReferenceShape("objective"), "An objective instead: its answer has `state`, `burn`, `consumed`, `good_ratio`, `total` and `bad`."),
        new("expect", new ListShape(new PatternShape(ExpectationText.Pattern, "a comparison such as p95_ms < 150"), OrOne: true), "What holds in every row while all is well: a column (or `rows`, their number), one of `<` `<=` `>` `>=` `=` `!=`, and a value.", Required: true),
        new("otherwise", Text, "What follows when it does not hold."),
    ];

    public static readonly KeyTable Check = new("check step", "A block of a runbook that begins with <code>```yaml check</code>: a question with the answer that it has while all is well.", s_question);

    public static readonly KeyTable Action = new(
        "action step",
        "A block that begins with <code>```yaml action</code>: a command, or a flag that somebody changes.",
        new("run", s_command, "A command. Quotes keep blanks together; no shell reads it, and nothing is put into it."),
        new("dry_run", s_command, "What is run instead on a dry run.") { Default = "nothing: the command is only shown" },
        new("flag", new ReferenceShape("flag"), "A flag that is changed, by `run` or by hand; the change is written down."),
        new("from", Literal, "What the flag was."),
        new("to", Literal, "What the flag becomes."),
        new("confirm", Text, "What is asked before it is done.") { Default = "whether to do it" },
        new("timeout", s_limit, "How long the command may take; then it is ended with all that it started.") { Default = "1m" },
        new("safe", YesNo, "It may be done with nobody there (`--unattended`).") { Default = "false" });

    public static readonly KeyTable Verify = new(
        "verify step",
        "A block that begins with <code>```yaml verify</code>: a question whose answer shows that it helped.",
        [
            .. s_question,
            new("within", s_limit, "How long it is asked again until it holds.") { Default = "once" },
        ]);

    public static readonly IReadOnlyList<KeyTable> StepTables = [Check, Action, Verify];

    /// <summary>By the word behind <c>yaml</c>.</summary>
    public static readonly IReadOnlyDictionary<string, (RunbookStepKind Kind, KeyTable Table)> Steps = new Dictionary<string, (RunbookStepKind, KeyTable)>(StringComparer.Ordinal)
    {
        ["check"] = (RunbookStepKind.Check, Check),
        ["action"] = (RunbookStepKind.Action, Action),
        ["verify"] = (RunbookStepKind.Verify, Verify),
    };
}
