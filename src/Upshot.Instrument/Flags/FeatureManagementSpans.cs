using System.Diagnostics;
using OpenTelemetry;

namespace Upshot.Instrument.Flags;

/// <summary>
/// Microsoft.FeatureManagement writes each evaluation of a flag whose telemetry is enabled as an event on a span of its own. The
/// event is passed on as the conventions name it, to the span that asked; its own span is not exported.
/// </summary>
internal sealed class FeatureManagementSpans : BaseProcessor<Activity>
{
    public const string Source = "Microsoft.FeatureManagement";

    public override void OnEnd(Activity data)
    {
        if (data.Source.Name != Source)
        {
            return;
        }

        // The event is the asking span's, not that of the span that ends here.
        Activity.Current = data.Parent;
        foreach (var item in data.EnumerateEvents())
        {
            if (item.Name == "FeatureFlag")
            {
                FeatureFlags.Write(Read(item), data.Parent);
            }
        }

        Activity.Current = data;
        data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    private static FlagEvaluation Read(in ActivityEvent item)
    {
        string flag = "", enabled = "", variant = "", reason = "";
        string? version = null;
        foreach (var (name, value) in item.EnumerateTagObjects())
        {
            switch (name)
            {
                case "FeatureName":
                    flag = value?.ToString() ?? "";
                    break;
                case "Enabled":
                    enabled = value is true or "True" or "true" ? "on" : "off";
                    break;
                case "Variant":
                    variant = value?.ToString() ?? "";
                    break;
                case "VariantAssignmentReason":
                    reason = value?.ToString() ?? "";
                    break;
                case "ETag":
                    version = value?.ToString();
                    break;
            }
        }

        return new(flag, variant.Length > 0 ? variant : enabled, Source, ReasonOf(reason), version, null, null);
    }

    private static string ReasonOf(string reason) => reason switch
    {
        "DefaultWhenDisabled" => "disabled",
        "DefaultWhenEnabled" => "default",
        "User" or "Group" => "targeting_match",
        "Percentile" => "split",
        _ => "unknown",
    };
}
