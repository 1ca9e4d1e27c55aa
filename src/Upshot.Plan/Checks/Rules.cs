namespace Upshot.Plan.Checks;

/// <summary>Every rule, in the order of the documentation.</summary>
public static class Rules
{
    // Stands first, because every rule below adds itself to it.
    private static readonly List<Rule> s_all = [];

    // The file itself.
    public static readonly Rule FileUnreadable = Error(
        "file-unreadable", "A plan's file is UTF-8 text of at most 4 MB that can be read.", "What cannot be read cannot be promised.");
    public static readonly Rule YamlSyntax = Error(
        "yaml-syntax", "A file is one valid YAML document, nested at most 64 levels, with at most 500,000 values.", "Other tools must read the same thing from it.");
    public static readonly Rule DuplicateKey = Error(
        "duplicate-key", "A map holds a key once.", "Which of two values counts would be chance.");
    public static readonly Rule TooMany = Error(
        "too-many-problems", "At most 1,000 problems are listed.", "The first ones usually cause the rest.");

    // Keys and values.
    public static readonly Rule UnknownKey = Error(
        "unknown-key", "Every key is one that the plan's format knows.", "A misspelt key is a promise silently dropped.");
    public static readonly Rule MissingKey = Error(
        "missing-key", "A required key is there.", "Without it the entry says nothing.");
    public static readonly Rule WrongType = Error(
        "wrong-type", "A value has the type that its key asks for.", "A list where text belongs is read as nothing.");
    public static readonly Rule WrongUnit = Error(
        "wrong-unit", "Durations, sizes and shares carry a unit that Upshot knows.", "300 may be milliseconds to one reader and seconds to another.");
    public static readonly Rule OutOfRange = Error(
        "out-of-range", "A value lies in the range that makes sense for its key.", "A target of 99.9 instead of 99.9% can never be kept.");
    public static readonly Rule BadName = Error(
        "bad-name", "A name begins with a letter or digit and holds letters, digits, blanks and . _ / - only, 100 characters at most.", "Names appear in commands, addresses and file names.");

    // What refers to what.
    public static readonly Rule UnknownReference = Error(
        "unknown-reference", "What is referred to by name exists: owner, operation, objective, runbook, signal, flag, environment, step.", "A page to a team that is not there reaches nobody.");
    public static readonly Rule DuplicateName = Error(
        "duplicate-name", "Two things of one kind have different names.", "A reference must mean one thing.");
    public static readonly Rule OverlappingOperations = Error(
        "overlapping-operations", "Two operations are recognised by different spans.", "A span counted twice burns two budgets.");

    // Objectives.
    public static readonly Rule ObjectiveWithoutOwner = Error(
        "objective-without-owner", "An objective has an owner, its own or its operation's.", "A promise that nobody made is not kept.");
    public static readonly Rule ObjectiveWithoutReason = Error(
        "objective-without-reason", "An objective says why it is that number.", "Without a reason nobody dares to change it.");
    public static readonly Rule ObjectiveWithoutRunbook = Error(
        "objective-without-runbook", "An objective names the runbook for the moment when its alert fires.", "An alert without a next step is noise.");
    public static readonly Rule ObjectiveWithoutDecision = Warning(
        "objective-without-decision", "An objective says which decision it informs.", "A number that changes no decision need not be measured.");

    public static IReadOnlyList<Rule> All => s_all;

    private static Rule Error(string id, string summary, string why) => Add(new(id, Severity.Error, summary, why));

    private static Rule Warning(string id, string summary, string why) => Add(new(id, Severity.Warning, summary, why));

    private static Rule Add(Rule rule)
    {
        s_all.Add(rule);
        return rule;
    }
}
