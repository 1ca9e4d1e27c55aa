using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Upshot.Pages;

/// <summary>Renders a page, a Razor component, to HTML. Everything that a component writes is escaped by Razor.</summary>
internal sealed class PageRenderer(IServiceProvider services, ILoggerFactory log)
{
    public async Task<IResult> Render<TPage>(Dictionary<string, object?> parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        await using var renderer = new HtmlRenderer(services, log);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<TPage>(ParameterView.FromDictionary(parameters))).ToHtmlString());
        return new PageResult(html, status);
    }
}
