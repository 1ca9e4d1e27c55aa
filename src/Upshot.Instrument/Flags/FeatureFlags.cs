using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Upshot.Instrument.Plans;

namespace Upshot.Instrument.Flags;

/// <summary>
/// Writes feature-flag evaluations as the semantic conventions have them: the event <c>feature_flag.evaluation</c>, and on
/// the current span the same as span event and attributes, by which slow or failing traces are told apart by flag.
/// </summary>
internal static class FeatureFlags
{
    private const string EventName = "feature_flag.evaluation";
    private static readonly EventId Event = new(1, EventName);

    public static void Write(in FlagEvaluation evaluation, Activity? span)
    {
        var attributes = Attributes(evaluation);
        if (span is { IsAllDataRequested: true })
        {
            // The last flag that was evaluated names the span; all of them stand in its events.
            span.SetTag("feature_flag.key", evaluation.Flag);
            span.SetTag("feature_flag.result.variant", evaluation.Variant);
            span.AddEvent(new ActivityEvent(EventName, tags: new ActivityTagsCollection(attributes)));
        }

        Loggers.Flags?.Log(LogLevel.Information, Event, attributes, null, static (state, _) => $"Feature flag {state[0].Value} is {state[1].Value}");
    }

    private static List<KeyValuePair<string, object?>> Attributes(in FlagEvaluation evaluation)
    {
        var attributes = new List<KeyValuePair<string, object?>>
        {
            new("feature_flag.key", evaluation.Flag),
            new("feature_flag.result.variant", evaluation.Variant),
        };
        Add("feature_flag.provider.name", evaluation.Provider);
        Add("feature_flag.result.reason", evaluation.Reason);
        Add("feature_flag.version", evaluation.Version);
        Add("feature_flag.context.id", evaluation.Context);
        Add("error.type", evaluation.Error);
        return attributes;

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                attributes.Add(new(name, value));
            }
        }
    }
}

/// <summary>Null: unknown.</summary>
internal readonly record struct FlagEvaluation(string Flag, string Variant, string? Provider, string? Reason, string? Version, string? Context, string? Error);
