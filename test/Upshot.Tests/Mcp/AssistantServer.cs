using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Upshot.Server;
using Upshot.Tests.Pages;

namespace Upshot.Tests.Mcp;

/// <summary>The official client of C#, speaking with a server of these tests.</summary>
internal static class AssistantServer
{
    public static async Task<McpClient> ConnectAsync(PageServer server, string? key = null) =>
        await McpClient.CreateAsync(
            new HttpClientTransport(new()
            {
                Endpoint = new Uri(server.Address, AssistantRoutes.Path),
                TransportMode = HttpTransportMode.StreamableHttp,
                AdditionalHeaders = key is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Authorization"] = $"Bearer {key}" },
            }),
            cancellationToken: TestContext.Current.CancellationToken);

    public static async Task<(string Text, bool IsError)> AskAsync(this McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var answer = await client.CallToolAsync(tool, arguments.ToDictionary(a => a.Name, a => a.Value), cancellationToken: TestContext.Current.CancellationToken);
        return (string.Join('\n', answer.Content.OfType<TextContentBlock>().Select(t => t.Text)), answer.IsError == true);
    }
}
