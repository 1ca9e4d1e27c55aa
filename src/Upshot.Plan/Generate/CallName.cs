using System.Text;

namespace Upshot.Plan.Generate;

/// <summary>A name as words in lower case, which each language writes in its own way. Keywords are the business of the language.</summary>
public sealed class CallName : IEquatable<CallName>
{
    public CallName(IEnumerable<string> words) => Words = [.. words];

    /// <summary>Names that differ by case only: files of such names are one on Windows and macOS, and the compiler takes one of them.</summary>
    public static IEqualityComparer<CallName> IgnoringCase { get; } = new CaseIgnored();

    public IReadOnlyList<string> Words { get; }

    /// <summary>OrderValue</summary>
    public string Pascal => Safe(string.Concat(Words.Select((word, i) => i == 0 ? Capital(word) : Next(word))));

    /// <summary>orderValue</summary>
    public string Camel => Safe(string.Concat(Words.Select((word, i) => i == 0 ? word : Next(word))));

    /// <summary>order_value</summary>
    public string Snake => Safe(string.Join("_", Words));

    /// <summary>ORDER_VALUE</summary>
    public string UpperSnake => Snake.ToUpperInvariant();

    public bool IsEmpty => Words.Count == 0;

    /// <summary>Splits at everything that is neither letter nor digit, and where camel case begins a word.</summary>
    public static CallName Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var isPart = IsPart(text[i]);
            if (word.Length > 0 && (!isPart || (char.IsUpper(text[i]) && char.IsLower(text[i - 1]))))
            {
                words.Add(word.ToString());
                word.Clear();
            }

            if (isPart)
            {
                word.Append(char.ToLowerInvariant(text[i]));
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return new CallName(words);
    }

    /// <summary>Without the words of the product, as long as others are left.</summary>
    public CallName Without(CallName product) =>
        product.Words.Count > 0 && Words.Count > product.Words.Count && Words.Take(product.Words.Count).SequenceEqual(product.Words, StringComparer.Ordinal)
            ? new CallName(Words.Skip(product.Words.Count))
            : this;

    public CallName With(string word) => new(Words.Append(word));

    /// <summary>Alike in any language: where letters have no case, OrderValue says less than order_value.</summary>
    public bool Equals(CallName? other) => other is not null && Pascal == other.Pascal;

    public override bool Equals(object? obj) => Equals(obj as CallName);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Pascal);

    public override string ToString() => Snake;

    private sealed class CaseIgnored : IEqualityComparer<CallName>
    {
        public bool Equals(CallName? a, CallName? b) => string.Equals(a?.Pascal, b?.Pascal, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(CallName name) => StringComparer.OrdinalIgnoreCase.GetHashCode(name.Pascal);
    }

    // Digits of other scripts are no part of identifiers everywhere.
    private static bool IsPart(char c) => c is >= '0' and <= '9' || char.IsLetter(c);

    // A digit does not show that a word begins: 1.0 is not 10.
    private static string Next(string word) => char.IsDigit(word[0]) ? "_" + word : Capital(word);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word.Substring(1);

    private static string Safe(string name) => name.Length == 0 || char.IsDigit(name[0]) ? "_" + name : name;
}
