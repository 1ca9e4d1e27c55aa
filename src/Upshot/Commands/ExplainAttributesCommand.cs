using System.CommandLine;
using System.Globalization;
using Upshot.Decide.AttributeSearch;

namespace Upshot.Commands;

/// <summary><c>upshot explain attributes</c>: which combination of attributes makes a value larger or smaller.</summary>
internal static class ExplainAttributesCommand
{
    public static Command Create()
    {
        var baseline = new Option<FileInfo>("--baseline") { Description = "What was to be expected: CSV with a column for each attribute and one for the value.", Required = true };
        var window = new Option<FileInfo>("--window") { Description = "What came, in the same form.", Required = true };
        var value = new Option<string>("--value") { Description = "The column of the value; it is summed.", Required = true };
        var count = new Option<string?>("--count") { Description = "The column of the count, where the value is to be judged a piece: a ratio of sums." };
        var format = FileFormat.Option();
        var command = new Command("attributes", "Show which combinations of up to three attributes explain an excess; nothing when none stands out.") { baseline, window, value, count, format };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            AttributeTable? Read(Option<FileInfo> file) => FileAnswer.Read(parsed.GetRequiredValue(file), error, (bytes, name, problems) =>
                AttributeTable.Read(bytes, name, parsed.GetRequiredValue(value), parsed.GetValue(count), problems));
            var (before, after) = (Read(baseline), Read(window));
            if (before is null || after is null)
            {
                return ExitCode.Failed;
            }

            if (!before.Attributes.Intersect(after.Attributes, StringComparer.OrdinalIgnoreCase).Any())
            {
                error.WriteLine($"{parsed.GetRequiredValue(window)}:1:1: It has no attribute that the baseline has. Name the columns of both files alike.");
                return ExitCode.Failed;
            }

            var combinations = CombinationSearch.Of(before, after);
            output.Write(parsed.GetValue(format) == FileFormat.Json ? Json(combinations) : Text(combinations));
            return ExitCode.Yes;
        });
        return command;
    }

    private static string Json(IReadOnlyList<Combination> combinations) => FileAnswer.Json(combinations, (writer, combination) =>
    {
        writer.WriteStartObject("where");
        foreach (var (attribute, value) in combination.Where)
        {
            writer.WriteString(attribute, value);
        }

        writer.WriteEndObject();
        writer.WriteKnown("share", combination.Share);
        writer.WriteKnown("p", combination.P);
        writer.WriteKnown("excess", combination.Excess);
        writer.WriteKnown("change", combination.Change);
    });

    private static string Text(IReadOnlyList<Combination> combinations) => combinations.Count == 0
        ? "No combination of attributes stands out.\n"
        : string.Concat(combinations.Select(c => string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Join(", ", c.Where.Select(w => $"{w.Key} = {w.Value}"))}: {100 * c.Share:0} % of what is out of the ordinary ({c.Excess:G4}; {100 * c.Change:+0;-0} %), p {c.P:G2}\n")));
}
