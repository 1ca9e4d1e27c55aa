using System.Text.Json;
using Upshot.Instrument.Plans;

namespace Upshot.Instrument.Rollout;

/// <summary>
/// Reads the server's answer: <c>{"digest": "…", "signals": {"span.shop.x": {"stage": "canary", "share": 0.1}}}</c>. What is no such
/// thing is refused as a whole; members that it does not know are passed over.
/// </summary>
internal static class RolloutText
{
    public static IReadOnlyDictionary<string, SignalStage>? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("signals", out var signals) || signals.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var stages = new Dictionary<string, SignalStage>(StringComparer.Ordinal);
            foreach (var signal in signals.EnumerateObject())
            {
                if (Stage(signal) is not { } stage)
                {
                    return null;
                }

                stages[stage.Signal] = stage;
            }

            return stages;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter: half of a surrogate pair, which the reader takes for text until it is asked for.
            return null;
        }
    }

    private static SignalStage? Stage(JsonProperty signal)
    {
        if (signal.Value.ValueKind != JsonValueKind.Object || !signal.Value.TryGetProperty("stage", out var stage) || stage.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var share = 0.0;
        if (signal.Value.TryGetProperty("share", out var given) && !(given.ValueKind == JsonValueKind.Number && given.TryGetDouble(out share) && share is >= 0 and <= 1))
        {
            return null;
        }

        return stage.GetString() is "off" or "canary" or "on" ? new(signal.Name, stage.GetString()!, share) : null;
    }
}
