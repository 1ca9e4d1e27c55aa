using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Upshot.Pages.Charts;

/// <summary>A word beside an axis: SVG's element text, which Razor keeps for itself.</summary>
public sealed class Tick : ComponentBase
{
    [Parameter, EditorRequired] public required string X { get; set; }
    [Parameter, EditorRequired] public required double Y { get; set; }
    [Parameter, EditorRequired] public required string Said { get; set; }

    /// <summary>middle or end: how it stands to its place; empty: it begins there.</summary>
    [Parameter] public string Anchor { get; set; } = "";

    /// <summary>The moment that it names; null: it names none.</summary>
    [Parameter] public DateTimeOffset? Time { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "class", $"tick {Anchor}".TrimEnd());
        builder.AddAttribute(2, "x", X);
        builder.AddAttribute(3, "y", Format.Svg(Y));
        builder.AddAttribute(4, "data-time", Time is { } time ? Format.Iso(time) : null);
        builder.AddContent(5, Said);
        builder.CloseElement();
    }
}
