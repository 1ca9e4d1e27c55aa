using System.Collections;
using System.Globalization;
using System.Numerics;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>Values of a query as JSON and text can show them: numbers, texts, truth values, lists and objects of these.</summary>
internal static class PlainValue
{
    public static object? Of(object? value) => value switch
    {
        null or DBNull => null,
        string or bool or long or int or short or sbyte or byte or ushort or uint or double or float or decimal => value,
        ulong number => number <= long.MaxValue ? (long)number : number,
        BigInteger big => big >= long.MinValue && big <= long.MaxValue ? (long)big : big.ToString(CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
        Stream blob => Convert.ToHexStringLower(ObjectiveAnswer.ReadBlob(blob)),
        byte[] blob => Convert.ToHexStringLower(blob),
        IDictionary map => map.Cast<DictionaryEntry>().ToDictionary(e => Convert.ToString(e.Key, CultureInfo.InvariantCulture) ?? "", e => Of(e.Value)),
        IEnumerable list => list.Cast<object?>().Select(Of).ToList(),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };
}
