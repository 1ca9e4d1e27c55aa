using System.Text.RegularExpressions;

namespace Upshot.Decide.PersonalData;

/// <summary>
/// Finds what says something of a person, or opens a door, in values of telemetry: by form and check digits, by the words beside it in many languages,
/// by the attribute's name. It guesses, and says what it guessed.
/// </summary>
public static partial class PersonalText
{
    private const int LongestText = 16_384, ShortestText = 2;

    /// <param name="name">Of the attribute; empty: a body, a message.</param>
    public static SensitiveText? Find(string name, string text)
    {
        if (text.Length < ShortestText || IsRedacted(text))
        {
            return null;
        }

        text = text.Length > LongestText ? text[..LongestText] : text;
        var clue = NameClues.Of(name);
        return Secrets.Find(text, clue.HasFlag(NameClue.Secret))
            ?? Contacts.Mail(text)
            ?? Sensitive.Number(text)
            ?? IdNumbers.Find(text)
            ?? (clue.HasFlag(NameClue.Device) ? IdNumbers.DeviceAlone(text) : null)
            ?? (clue.HasFlag(NameClue.Machine) ? null : Places.NetworkAddress(text))
            ?? PeopleWords.Birth(text, clue.HasFlag(NameClue.Birth))
            ?? Contacts.Phone(text, clue.HasFlag(NameClue.Phone))
            ?? Places.Street(text, clue.HasFlag(NameClue.Street))
            ?? Places.Coordinates(text, clue.HasFlag(NameClue.Coordinate))
            ?? PeopleWords.Name(text, clue.HasFlag(NameClue.Person))
            ?? Home(text);
    }

    private static SensitiveText? Home(string text) =>
        HomeFolder().Match(text) is { Success: true } home ? new("a home folder", $"{home.Groups[1].Value[0]}•••") : null;

    /// <summary>A mask, or a keyed hash as generated code makes it.</summary>
    private static bool IsRedacted(string text) =>
        (text.Length == 32 && text.All(char.IsAsciiHexDigitLower)) || (text[0] is '[' or '<' && text[^1] is ']' or '>' && !text.Contains(' ') && !text.Contains('@')) || text.All(c => c is '*' or '•' or 'x' or 'X');

    [GeneratedRegex(@"(?i)(?:(?<![\w.])/home/|(?<![\w.])/Users/|[a-z]:\\{1,2}Users\\{1,2})(?!app[/\\]|node[/\\]|root[/\\]|runner[/\\]|ubuntu[/\\]|user[/\\]|nonroot[/\\]|public[/\\]|default[/\\]|shared[/\\]|jovyan[/\\]|vscode[/\\]|admin[/\\]|administrator[/\\]|ec2-user[/\\]|\.|<|\{|\$)([\w][\w.-]{1,40})[/\\]")]
    private static partial Regex HomeFolder();
}
