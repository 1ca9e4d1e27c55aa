using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;
using Upshot.Mcp;
using Upshot.Observe.State;
using Upshot.Server.Access;

namespace Upshot.Server;

/// <summary>The Model Context Protocol at /mcp, for assistants: each request on its own, with a key that may read.</summary>
internal static class AssistantRoutes
{
    public const string Path = "/mcp";

    public static void AddTo(IServiceCollection services, bool isLasting)
    {
        services.AddMcpServer().WithHttpTransport(http => http.Stateless = true);
        services.AddHttpContextAccessor();
        services.AddScoped(s => PageLinks.Of(s.GetRequiredService<IHttpContextAccessor>().HttpContext, isLasting));

        // When somebody asks, and not as the server starts: their schemas are made by reflection.
        services.AddSingleton<IConfigureOptions<McpServerOptions>>(new ConfigureOptions<McpServerOptions>(options =>
        {
            options.ServerInfo = Assistants.Info;
            options.ServerInstructions = Assistants.Instructions;
            options.ToolCollection = [.. Assistants.Tools];
            options.Filters.Request.CallToolFilters.Add(Assistants.Explained);
        }));
    }

    public static void Map(WebApplication app) => app.MapMcp(Path).WithMetadata(new Needs(Right.Read)).ExcludeFromDescription();
}
