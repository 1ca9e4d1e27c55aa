using System.Net;
using Microsoft.Extensions.Logging;
using Upshot.Client;
using Upshot.Server;
using Upshot.Server.Access;

namespace Upshot.Tests.Running;

/// <summary>The server that <c>upshot serve</c> starts, in this process.</summary>
internal sealed class HostedServer : RunningServer
{
    private readonly UpshotServer _server;
    private readonly Printed _errors;
    private bool _ended;

    private HostedServer(UpshotServer server, Printed errors)
    {
        (_server, _errors) = (server, errors);
        var addresses = server.Addresses;
        (Http, OtlpGrpc, OtlpHttp) = (addresses[0], addresses[1].Authority, addresses[2]);
    }

    public override string Errors => _errors.ToString();

    /// <param name="environment">What it finds set, and nothing else.</param>
    public static async Task<HostedServer> Host(string data, string? plan, IReadOnlyDictionary<string, string> environment)
    {
        var (read, problem) = PlanFolderReader.Read(plan);
        Assert.Null(problem);
        string? Variable(string name) => environment.GetValueOrDefault(name);
        var free = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new ServerOptions { Plan = plan, Data = data, Http = free, OtlpGrpc = free, OtlpHttp = free, Token = TokenSetting.Read(Variable).Token, Variable = Variable, IsWarm = false, ClickHouse = ClickHouseSettings.Read(Variable("UPSHOT_STORE"), data, Variable) };
        Assert.Empty(options.Mistakes());
        var errors = new Printed();
        return new(await ThisProcess.Capture(errors, errors, () => UpshotServer.StartAsync(options, read, TimeProvider.System, LogLevel.Information, CancellationToken.None)), errors);
    }

    public override async ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _ended, true))
        {
            await _server.DisposeAsync();
        }
    }
}
