using System.Globalization;
using Upshot.Plan.Problems;
using Upshot.Plan.Values;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Keys;

/// <summary>Holds single values against their shapes.</summary>
internal static class ScalarChecker
{
    /// <summary>What a message asks for.</summary>
    public static string Wanted(Shape shape) => shape switch
    {
        ReferenceShape reference => "the name of " + Sentence.Article(reference.What),
        BooleanShape => "true or false",
        NumberShape { Integer: true } => "a whole number",
        NumberShape => "a number",
        ChoiceShape choice => "one of " + string.Join(", ", choice.Values),
        DurationShape duration => $"a duration such as {duration.Example}",
        ShareShape share => $"a share such as {share.Example}",
        ChangeShape => "an interval of changes such as -30%..-10%",
        BytesShape => "an amount of data such as 10GB",
        DateShape => "a date such as 2027-01-31",
        PatternShape pattern => pattern.What,
        _ => "text",
    };

    /// <summary>False when the value has no use as what the shape asks for.</summary>
    public static bool Check(string key, YamlScalar scalar, Shape shape, ProblemList problems)
    {
        if (shape is TextShape { MayBeEmpty: true } && scalar.Text.Trim().Length == 0)
        {
            return true;
        }

        if (scalar.IsNull || (scalar.Text.Trim().Length == 0 && shape is not LiteralShape))
        {
            problems.Add(scalar.Location, Rules.WrongType, $"{Quote.Clip(key)} has no value.", $"Write {Wanted(shape)}, or remove the key.");
            return false;
        }

        CheckValue(key, scalar, shape, problems);
        return true;
    }

    private static void CheckValue(string key, YamlScalar scalar, Shape shape, ProblemList problems)
    {
        var text = scalar.Text;
        switch (shape)
        {
            case TextShape { MaxLength: var most } when text.Length > most:
                problems.Add(scalar.Location, Rules.OutOfRange, $"{Quote.Clip(key)} has {text.Length} characters; {most} are allowed.", "Shorten it.");
                break;
            case TextShape or ReferenceShape when scalar.IsBoolean || (shape is TextShape && scalar.IsNumber):
                WrongType(key, scalar, shape, problems, "Put it between quotes.");
                break;
            case WordShape when scalar.IsBoolean:
                WrongType(key, scalar, shape, problems, "Put it between quotes.");
                break;
            case BooleanShape when !scalar.IsBoolean:
                WrongType(key, scalar, shape, problems, "Write true or false, without quotes.");
                break;
            case NumberShape number:
                CheckNumber(key, scalar, number, problems);
                break;
            case ChoiceShape choice when !choice.Values.Contains(text):
                problems.Add(scalar.Location, Rules.OutOfRange, $"{Quote.Clip(key)} cannot be {Quote.Of(text)}.", Suggestions.Remedy(text, [.. choice.Values], "Choose " + Wanted(shape) + "."));
                break;
            case DurationShape duration:
                CheckDuration(key, scalar, duration, problems);
                break;
            case ShareShape share:
                CheckShare(key, scalar, share, problems);
                break;
            case ChangeShape:
                CheckChange(key, scalar, problems);
                break;
            case BytesShape when !ByteSize.TryParse(text, out _):
                problems.Add(scalar.Location, Rules.WrongUnit, $"{Quote.Clip(key)} is {Quote.Of(text)}, which is not an amount of data.", $"Write a number and one of the units {ByteSize.Units}, such as 10GB.");
                break;
            case PatternShape pattern when !pattern.Matches(text.Trim()):
                WrongType(key, scalar, shape, problems, $"Write {pattern.What}.");
                break;
            case DateShape when !DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _):
                WrongType(key, scalar, shape, problems, "Write year, month and day, such as 2027-01-31.");
                break;
        }
    }

    private static void CheckNumber(string key, YamlScalar scalar, NumberShape shape, ProblemList problems)
    {
        if (!scalar.Plain || !PlainNumber.TryParse(scalar.Text, out var value) || double.IsNaN(value))
        {
            WrongType(key, scalar, shape, problems, "Write a plain number, without quotes and units.");
        }
        else if (shape.Integer && value != Math.Floor(value))
        {
            WrongType(key, scalar, shape, problems, "Write a whole number.");
        }
        else if (value < shape.Low || value > shape.High)
        {
            OutOfRange(key, scalar, $"between {Plain(shape.Low)} and {Plain(shape.High)}", "Correct the number.", problems);
        }
    }

    private static void CheckDuration(string key, YamlScalar scalar, DurationShape shape, ProblemList problems)
    {
        if (scalar.IsNumber)
        {
            problems.Add(scalar.Location, Rules.WrongUnit, $"{Quote.Clip(key)} is {Quote.Of(scalar.Text)}, which has no unit.", $"Add one of the units {Duration.Units}, such as {shape.Example}.");
        }
        else if (!Duration.TryParse(scalar.Text, out var value))
        {
            problems.Add(scalar.Location, Rules.WrongUnit, $"{Quote.Clip(key)} is {Quote.Of(scalar.Text)}, which is not a duration.", $"Write a number and one of the units {Duration.Units}, such as {shape.Example}.");
        }
        else if (value < shape.Low || value > shape.High)
        {
            OutOfRange(key, scalar, $"between {Duration.Format(shape.Low)} and {Duration.Format(shape.High)}", "Correct the duration or its unit.", problems);
        }
    }

    private static void CheckShare(string key, YamlScalar scalar, ShareShape shape, ProblemList problems)
    {
        if (!Share.TryParse(scalar.Text, out var value))
        {
            WrongType(key, scalar, shape, problems, $"Write a percentage such as {shape.Example}, or the same as a fraction.");
        }
        else if (Share.IsBare(scalar.Text))
        {
            OutOfRange(key, scalar, $"a share with its sign, such as {shape.Example}", $"Write {scalar.Text.Trim()}% if you mean per cent{(value == 1 ? ", or 100% if you mean all" : "")}.", problems);
        }
        else if (value < shape.Low || value > shape.High || (shape.OpenLow && value <= shape.Low) || (shape.OpenHigh && value >= shape.High))
        {
            OutOfRange(
                key,
                scalar,
                $"{(shape.OpenLow ? "above" : "at least")} {Share.Format(shape.Low)} and {(shape.OpenHigh ? "below" : "at most")} {Share.Format(shape.High)}",
                $"Write a percentage such as {shape.Example}.",
                problems);
        }
    }

    private static void CheckChange(string key, YamlScalar scalar, ProblemList problems)
    {
        if (!ChangeInterval.TryParse(scalar.Text, out var low, out var high))
        {
            WrongType(key, scalar, new ChangeShape(), problems, "Write the lowest and the highest change that you expect with two dots between them, such as -30%..-10%.");
        }
        else if (ChangeInterval.Bare(scalar.Text) is { } bare)
        {
            OutOfRange(key, scalar, "made of shares with their signs, such as -30%..-10%", $"Write {bare}% if you mean per cent.", problems);
        }
        else if (low > high)
        {
            problems.Add(scalar.Location, Rules.EmptyInterval, $"{Quote.Clip(key)} goes from {Share.Format(low)} to {Share.Format(high)}, which is empty.", $"Write the lower change first: {Share.Format(high)}..{Share.Format(low)}.");
        }
        else if (low < -1 || high > 100)
        {
            OutOfRange(key, scalar, "between -100% and 10000%", "Nothing can fall by more than all of it; correct the interval.", problems);
        }
    }

    private static void WrongType(string key, YamlScalar scalar, Shape shape, ProblemList problems, string remedy) =>
        problems.Add(scalar.Location, Rules.WrongType, $"{Quote.Clip(key)} takes {Wanted(shape)}, not {scalar.Kind} {Quote.Of(scalar.Text)}.".Replace("not text '", "not '"), remedy);

    private static void OutOfRange(string key, YamlScalar scalar, string range, string remedy, ProblemList problems) =>
        problems.Add(scalar.Location, Rules.OutOfRange, $"{Quote.Clip(key)} is {Quote.Clip(scalar.Text)}, but must be {range}.", remedy);

    private static string Plain(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);
}
