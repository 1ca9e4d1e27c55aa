namespace Upshot.Pages.Charts;

/// <param name="Values">One for each stretch; null: nothing is known of it, and the line has a gap.</param>
/// <param name="Tone">Its class in the style sheet.</param>
public sealed record ChartLine(string Name, string Tone, IReadOnlyList<double?> Values);

/// <summary>A point in time that may explain what a chart shows.</summary>
/// <param name="Address">Where more of it is; empty: nowhere.</param>
public sealed record ChartMarker(DateTimeOffset At, string Kind, string Text, string Address)
{
    internal static ChartMarker Of(Upshot.Answers.Operations.Marker marker) => new(marker.At, marker.Kind, marker.Text, marker.Kind switch
    {
        "release" => $"/releases/{Uri.EscapeDataString(marker.Name)}",
        "incident" => $"/incidents/{Uri.EscapeDataString(marker.Name)}",
        "flag" => $"/flags/{Uri.EscapeDataString(marker.Name)}",
        _ => "",
    });
}
