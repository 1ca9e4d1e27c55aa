namespace Upshot.Plan.Problems;

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
        "too-many-problems", "At most 1,000 errors are listed.", "The first ones usually cause the rest.");
    public static readonly Rule TooManyWarnings = Warning(
        "too-many-warnings", "At most 1,000 warnings are listed; none of them takes the place of an error.", "The first ones usually cause the rest.");
    public static readonly Rule UnreadFile = Warning(
        "unread-file", "A file that declares signals or attributes stands in signals/.", "What it declares holds nowhere: no privacy class, no bound, no check.");
    public static readonly Rule UnknownFolder = Warning(
        "unknown-folder", "A folder whose name is nearly that of a part of the plan is that part.", "What stands in a misspelt folder is read by nobody.");
    public static readonly Rule UnsafeFile = Error(
        "unsafe-file", "Files of a plan are regular files inside its folder, or links to such that stay inside the repository.", "What a link or a device leads to is another thing on another machine.");

    // Keys and values.
    public static readonly Rule UnknownKey = Error(
        "unknown-key", "Every key is one that the format knows.", "A misspelt key is a promise silently dropped.");
    public static readonly Rule MissingKey = Error(
        "missing-key", "A required key is there.", "Without it the entry says nothing.");
    public static readonly Rule WrongType = Error(
        "wrong-type", "A value has the type that its key asks for.", "A list where text belongs is read as nothing.");
    public static readonly Rule WrongUnit = Error(
        "wrong-unit", "Durations and amounts of data carry a unit that Upshot knows.", "300 may be milliseconds to one reader and seconds to another.");
    public static readonly Rule OutOfRange = Error(
        "out-of-range", "A value lies in the range that makes sense for its key.", "A target of 99.9 instead of 99.9% can never be kept.");
    public static readonly Rule EmptyInterval = Error(
        "empty-interval", "An interval goes from its lower to its higher end.", "Nothing lies in an empty interval, so the prediction could only miss.");
    public static readonly Rule BadName = Error(
        "bad-name", "A name begins with a letter or digit and holds letters, digits, blanks and . _ / - only, 100 characters at most.", "Names appear in commands, addresses and file names.");

    // What refers to what.
    public static readonly Rule UnknownReference = Error(
        "unknown-reference", "What is referred to by name exists: owner, operation, objective, runbook, signal, flag, environment, step, attribute, group.", "A page to a team that is not there reaches nobody.");
    public static readonly Rule CircularReference = Error(
        "circular-reference", "Groups do not extend each other, and steps do not run under each other, in a circle.", "There would be no beginning.");
    public static readonly Rule DuplicateName = Error(
        "duplicate-name", "Two things of one kind have different names.", "A reference must mean one thing.");
    public static readonly Rule OverlappingOperations = Error(
        "overlapping-operations", "No operation stands before another one and takes all its spans: the first that matches wins.", "An operation that never happens keeps every promise about it.");

    // Objectives.
    public static readonly Rule ObjectiveWithoutOwner = Error(
        "objective-without-owner", "An objective has an owner, its own or its operation's.", "A promise that nobody made is not kept.");
    public static readonly Rule ObjectiveWithoutReason = Error(
        "objective-without-reason", "An objective says why it is that number.", "Without a reason nobody dares to change it.");
    public static readonly Rule ObjectiveWithoutRunbook = Error(
        "objective-without-runbook", "An objective names the runbook for the moment when its alert fires.", "An alert without a next step is noise.");
    public static readonly Rule ObjectiveWithoutDecision = Warning(
        "objective-without-decision", "An objective says which decision it informs.", "A number that changes no decision need not be measured.");
    public static readonly Rule RetentionTooShort = Error(
        "retention-too-short", "Rollups are kept at least as long as the longest window of an objective.", "A budget over days that are deleted is a budget over less.");

    // Alerts.
    public static readonly Rule ImpossibleAlert = Error(
        "impossible-alert", "An alert can fire: its burn-rate factor is not above 1 / (1 − target), and its window sees the fewest failures that it waits for.", "An alert that cannot fire looks like protection and is none.");
    public static readonly Rule HairTriggerAlert = Error(
        "hair-trigger-alert", "One failed request does not fire an alert: with n requests expected in the long window, 1 / n is not above factor × (1 − target), or alerts.minimum_failures is 2 or more.", "A page for a single request teaches the team to ignore pages.");
    public static readonly Rule IdleAlert = Warning(
        "idle-alert", "An alert fires only when the budget would run out before its window ends: its factor is not below 0.9.", "An alert on an error rate that the budget allows is noise.");

    public static readonly Rule UnusableBaseline = Error(
        "unusable-baseline", "A baseline is of a signal whose values add up, and stands under the plan's alerts.", "What cannot be counted has no usual amount.");

    public static readonly Rule ChannelWithoutAddress = Error(
        "channel-without-address", "A channel says where it leads: an http address or the variable that holds it, and for email a server; what it names is there.", "A page into nowhere wakes nobody.");
    public static readonly Rule AlertReachesNobody = Warning(
        "alert-reaches-nobody", "Where a plan has channels, every alert of every objective goes through one of them.", "An alert that no channel takes is only seen by those who look.");

    public static readonly Rule RunbookQuestion = Error(
        "runbook-question", "A question of a runbook can be asked: its views, columns and functions exist, and its answer has what is expected of it.", "At night nobody mends a query.");
    public static readonly Rule RunbookAnswersNothing = Warning(
        "runbook-answers-nothing", "A question of a runbook asks for attributes that the plan or the semantic conventions have.", "What nobody sends answers NULL, which looks like all is well.");

    // Signals.
    public static readonly Rule TypeConflict = Error(
        "type-conflict", "An attribute has one type, and a metric one unit and one instrument, wherever they are defined.", "Numbers of different units cannot be added, and columns have one type.");
    public static readonly Rule SpanName = Error(
        "span-name", "A span_name is made of attributes that its span requires, knows at the start, and may show to anyone.", "A name with a hole in it tells nobody what was done, and names are never redacted.");
    public static readonly Rule PersonalWithoutPrivacy = Error(
        "personal-without-privacy", "An attribute whose name looks personal says its privacy class.", "What nobody has classified is stored as it comes.");
    public static readonly Rule NameCollision = Error(
        "name-collision", "Signals, attributes and allowed values have different names when they are written as code does, in words of letters and digits.", "Generated code must give each of them a name of its own.");
    public static readonly Rule UnusedSignal = Warning(
        "unused-signal", "A signal is used by an outcome, an operation, a journey, a runbook or a release.", "What nobody uses costs money and attention: a candidate to retire.");
    public static readonly Rule SignalWithoutOwner = Warning(
        "signal-without-owner", "A signal has an owner and a reason, under annotations: upshot.", "A signal without an owner is never fixed and never removed.");

    // Migrations.
    public static readonly Rule MigrationVersion = Error(
        "migration-version", "A migration leads from a version below the signal's own to a later one that is not above it, and no two begin at the same version.", "Data of the present version are not translated into themselves.");
    public static readonly Rule MigrationGap = Error(
        "migration-gap", "The migrations of a signal form a chain up to its version.", "Data of the versions before a hole are lost from the trend line.");
    public static readonly Rule UnknownConversion = Error(
        "unknown-conversion", "The units of a migration are UCUM units that Upshot can convert into each other, and the last one is the metric's own.", "A wrong factor bends the trend line and nobody notices.");
    public static readonly Rule MigrationWithoutEffect = Warning(
        "migration-without-effect", "What a migration leads to is there: the attribute is carried by the signal, the value is an allowed one.", "A misspelt name renames nothing.");
    public static readonly Rule MigrationOneWay = Warning(
        "migration-one-way", "A migration can be taken back: a merge names the attribute that tells the signals apart, and no two names or values become one.", "A plan that is rolled back cannot read what was recorded since.");

    // What nothing evaluates yet.
    public static readonly Rule NotEvaluated = Note(
        "not-evaluated", "Parts of the plan that nothing evaluates yet are named.", "A promise that nobody looks at should not look like one that is kept.");
    public static readonly Rule DeprecationLeadsNowhere = Error(
        "deprecation-leads-nowhere", "A deprecation with reason renamed names its successor, which exists; with another reason it names none.", "Whoever follows it must arrive.");
    public static readonly Rule DuplicateValue = Error(
        "duplicate-value", "Two members of an enum have different values.", "What was stored could mean either.");

    // Releases and flags.
    public static readonly Rule BaselineIsItself = Error(
        "baseline-is-itself", "A release is judged against another version.", "A version is always unchanged against itself.");
    public static readonly Rule ReleaseWithoutHypothesis = Warning(
        "release-without-hypothesis", "A release that expects an impact says why.", "A prediction without a reason teaches nothing when it misses.");
    public static readonly Rule ReleaseExpectsNothing = Warning(
        "release-expects-nothing", "A release expects an impact or sets a guardrail.", "Without either there is nothing to judge it by.");
    public static readonly Rule ExpectedBreaksGuardrail = Error(
        "expected-breaks-guardrail", "What a release expects stays within its own guardrails.", "The release would be judged a regression for doing what it promised.");
    public static readonly Rule ExpiredFlag = Warning(
        "expired-flag", "A flag is gone after its expiry date; looked at only when a date is given.", "A forgotten flag is a second program that nobody tests.");

    public static IReadOnlyList<Rule> All => s_all;

    private static Rule Error(string id, string summary, string why) => Add(new(id, Severity.Error, summary, why));

    private static Rule Note(string id, string summary, string why) => Add(new(id, Severity.Note, summary, why));

    private static Rule Warning(string id, string summary, string why) => Add(new(id, Severity.Warning, summary, why));

    private static Rule Add(Rule rule)
    {
        s_all.Add(rule);
        return rule;
    }
}
