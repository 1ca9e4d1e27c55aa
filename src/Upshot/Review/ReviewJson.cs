using System.Text.Json;
using Upshot.Diff;
using Upshot.Plan.Diff;
using Upshot.Reports;

namespace Upshot.Review;

/// <summary>A review as one JSON object. The changes themselves are what <c>upshot diff --format json</c> says.</summary>
internal static class ReviewJson
{
    public static void Write(DesignReview review, TextWriter output) => output.WriteLine(JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("base", review.Diff.Base.Label);
        json.WriteString("head", review.Diff.Head.Label);
        json.WriteString("basePlan", review.Diff.Base.Reading.Plan.Digest);
        json.WriteString("headPlan", review.Diff.Head.Reading.Plan.Digest);
        json.WriteString("summary", review.Diff.Summary());
        json.WriteNumber("changes", review.Diff.Difference.Changes.Count);
        json.WriteNumber("unmigrated", review.Diff.Count(MigrationState.Missing));
        json.WriteNumber("problems", review.Problems);
        Strings(json, "questions", Questions.Of(review));
        Gaps(json, "features", review.Features);
        Gaps(json, "signals", review.Signals);
        json.WriteStartArray("journeys");
        foreach (var journey in review.Journeys)
        {
            json.WriteStartObject();
            json.WriteString("journey", journey.Key);
            Strings(json, "changes", journey.Select(DiffReport.Says).Distinct());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("privacy");
        foreach (var effect in review.Privacy)
        {
            json.WriteStartObject();
            json.WriteString("attribute", effect.Attribute);
            json.WriteString("text", effect.Text);
            json.WriteBoolean("wider", effect.Wider);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        Traffic(json, review);
        Costs(json, review);
        Alerts(json, review);
        json.WriteEndObject();
    }));

    /// <summary>What numbers rest on; null: nothing was measured, and why.</summary>
    private static void Traffic(Utf8JsonWriter json, DesignReview review)
    {
        if (review.Traffic.Until is { } until)
        {
            json.WriteStartObject("traffic");
            json.WriteString("source", review.Traffic.Source);
            json.WriteString("until", until);
            json.WriteNumber("seconds", review.Traffic.Length.TotalSeconds);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("traffic");
        }

        json.WriteString("noTrafficBecause", review.NoTrafficBecause);
    }

    /// <summary>A day; what is not known is null, what is gone counts as what it cost.</summary>
    private static void Costs(Utf8JsonWriter json, DesignReview review)
    {
        json.WriteStartArray("costs");
        foreach (var (cost, isGone) in review.Costs)
        {
            json.WriteStartObject();
            json.WriteString("signal", cost.Signal.Name);
            json.WriteBoolean("gone", isGone);
            Number(json, "eventsPerDay", cost.Events);
            Number(json, "bytesPerDay", cost.Bytes);
            json.WriteString("because", cost.Because);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Alerts(Utf8JsonWriter json, DesignReview review)
    {
        json.WriteStartArray("alerts");
        foreach (var alert in review.Alerts)
        {
            json.WriteStartObject();
            json.WriteString("objective", alert.Objective);
            json.WriteString("severity", alert.Window.Severity);
            json.WriteNumber("longSeconds", alert.Window.Long.TotalSeconds);
            Fired(json, "before", alert.Now);
            Fired(json, "after", alert.Then);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Fired(Utf8JsonWriter json, string name, Firings? fired)
    {
        if (fired is not { } known)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteNumber("times", known.Times);
        json.WriteNumber("minutes", known.Minutes);
        if (known.First is { } first)
        {
            json.WriteString("first", first);
        }

        json.WriteEndObject();
    }

    private static void Gaps(Utf8JsonWriter json, string name, IReadOnlyList<Gap> gaps)
    {
        json.WriteStartArray(name);
        foreach (var gap in gaps)
        {
            json.WriteStartObject();
            json.WriteString("about", gap.About);
            json.WriteString("text", gap.Text);
            json.WriteString("remedy", gap.ToDo);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
