using System.Text.Json;
using Upshot.Decide.Verification;
using Upshot.Reports;

namespace Upshot.Verify;

/// <summary>The ratchet on disk: <c>{"signals": {"span.shop.pay": ["shop.payment.outcome"]}}</c>, sorted, so that a change of it is read in review.</summary>
internal static class RatchetFile
{
    /// <returns>Null when the file is not there yet.</returns>
    /// <exception cref="IOException">It cannot be read, or is no ratchet.</exception>
    public static CoverageRatchet? Read(FileInfo file)
    {
        if (!file.Exists)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            return new(json.RootElement.GetProperty("signals").EnumerateObject().ToDictionary(
                signal => signal.Name,
                signal => (IReadOnlyList<string>)[.. signal.Value.EnumerateArray().Select(a => a.GetString() ?? "")]));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new IOException($"{file} is not a ratchet file: {e.Message} Rewrite it with --update-ratchet.", e);
        }
    }

    public static void Write(FileInfo file, CoverageRatchet ratchet) => File.WriteAllText(file.FullName, JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("signals");
        foreach (var (signal, attributes) in ratchet.Signals.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(signal);
            attributes.ToList().ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }) + "\n");
}
