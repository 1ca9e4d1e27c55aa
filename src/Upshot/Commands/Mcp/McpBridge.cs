using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Upshot.Client;
using Upshot.Mcp;
using Upshot.Server;

namespace Upshot.Commands.Mcp;

/// <summary>
/// Speaks with an assistant over standard input and output, and hands each question on to a server. The server is looked for when something is asked,
/// and anew after a failure: an editor starts this once a day, whatever runs by then.
/// </summary>
internal sealed class McpBridge(SourceOptions source) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private AnswerClient? _asked;
    private McpClient? _assistant;

    /// <param name="input">What the assistant says.</param>
    /// <param name="output">What it is answered; nothing else may be written there.</param>
    public async Task RunAsync(Stream input, Stream output, CancellationToken cancellation)
    {
        var options = new McpServerOptions
        {
            ServerInfo = Assistants.Info,
            ServerInstructions = Assistants.Instructions,
            Handlers = new()
            {
                ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. Assistants.Tools.Select(t => t.ProtocolTool)] }),
                CallToolHandler = (request, c) => AnswerAsync(request.Params!, c),
            },
        };
        await using var transport = new StreamServerTransport(input, output, "upshot");
        await using var server = McpServer.Create(transport, options);
        await server.RunAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        _one.Dispose();
    }

    private async ValueTask<CallToolResult> AnswerAsync(CallToolRequestParams question, CancellationToken cancellation)
    {
        try
        {
            var assistant = await ConnectAsync(cancellation);
            return await assistant.CallToolAsync(new CallToolRequestParams { Name = question.Name, Arguments = question.Arguments }, cancellation);
        }
        catch (McpException e) when (e is McpProtocolException)
        {
            // The server understood, and says that the question is wrong.
            throw;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && e is CommandException or HttpRequestException or McpException or OperationCanceledException or IOException)
        {
            var address = _asked?.Address;
            await LeaveAsync();
            return Assistants.Problem(e is CommandException ? e.Message : $"The server at {address} does not answer: {e.Message}");
        }
    }

    private async Task<McpClient> ConnectAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_assistant is null)
            {
                _asked ??= await AnswerClient.ConnectAsync(source, cancellation);
                var transport = new HttpClientTransport(
                    new() { Endpoint = new Uri(_asked.Address, AssistantRoutes.Path), TransportMode = HttpTransportMode.StreamableHttp, EnableStandaloneGetStream = false }, _asked.Http, ownsHttpClient: false);
                _assistant = await McpClient.CreateAsync(transport, cancellationToken: cancellation);
            }

            return _assistant;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task LeaveAsync()
    {
        await _one.WaitAsync();
        try
        {
            if (_assistant is not null)
            {
                await _assistant.DisposeAsync();
            }

            if (_asked is not null)
            {
                await _asked.DisposeAsync();
            }
        }
        finally
        {
            (_assistant, _asked) = (null, null);
            _one.Release();
        }
    }
}
