namespace Upshot.Plan.Keys;

/// <summary>Small grammar for messages.</summary>
internal static class Sentence
{
    public static string Article(string noun) => "aeiou".IndexOf(noun[0]) >= 0 ? "an " + noun : "a " + noun;

    public static string Start(string noun)
    {
        var text = noun[noun.Length - 1] == 's' ? "The " + noun : Article(noun);
        return char.ToUpperInvariant(text[0]) + text.Substring(1);
    }

    public static string Lower(string sentence) => sentence.Length > 1 && char.IsUpper(sentence[1])
        ? sentence
        : char.ToLowerInvariant(sentence[0]) + sentence.Substring(1);
}
