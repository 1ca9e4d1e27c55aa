using Upshot.Observe.Stores.Questions;

namespace Upshot.Pages.Traces;

/// <summary>What spans say about themselves, as far as a page has room: long values are cut, and when the room is used up the rest is left to the API.</summary>
internal sealed class TextBudget(int characters = TextBudget.OfAPage)
{
    public const int OfAPage = 100_000, LongestValue = 500;

    /// <summary>About what the HTML around a value takes.</summary>
    private const int Around = 60;
    private int _left = characters;

    /// <summary>Null: there is no room, or nothing.</summary>
    public SpanDetail? Take(SpanDetail? detail)
    {
        if (detail is null)
        {
            return null;
        }

        var cut = detail with
        {
            StatusMessage = Cut(detail.StatusMessage),
            Attributes = Cut(detail.Attributes),
            Events = [.. detail.Events.Select(e => e with { Name = Cut(e.Name), Attributes = Cut(e.Attributes) })],
            Links = [.. detail.Links.Select(l => l with { Attributes = Cut(l.Attributes) })],
        };
        var size = cut.StatusMessage.Length + SizeOf(cut.Attributes) + cut.Events.Sum(e => e.Name.Length + Around + SizeOf(e.Attributes)) + cut.Links.Sum(l => (4 * Around) + SizeOf(l.Attributes));
        if (size > _left)
        {
            return null;
        }

        _left -= size;
        return cut;
    }

    public static string Cut(string text) => text.Length <= LongestValue ? text : $"{text[..LongestValue]}… ({text.Length:#,0} characters)";

    private static Dictionary<string, string> Cut(IReadOnlyDictionary<string, string> attributes) => attributes.ToDictionary(a => Cut(a.Key), a => Cut(a.Value));

    private static int SizeOf(IReadOnlyDictionary<string, string> attributes) => attributes.Sum(a => a.Key.Length + a.Value.Length + Around);
}
