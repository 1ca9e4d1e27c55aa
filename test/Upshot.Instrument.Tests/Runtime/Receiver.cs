using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Plan;
using Upshot.Server;

namespace Upshot.Instrument.Tests.Runtime;

/// <summary>The real server, in this process, on free ports, over a folder that goes with it.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("upshot-instrument-");
    private UpshotServer _server = null!;

    public static async Task<Receiver> StartAsync(ProductPlan? plan = null, string? token = null, TimeProvider? time = null)
    {
        var receiver = new Receiver();
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new ServerOptions { Data = receiver._data.FullName, Http = any, OtlpGrpc = any, OtlpHttp = any, Token = token, Variable = _ => null };
        receiver._server = await UpshotServer.StartAsync(options, plan ?? new ProductPlan(), time ?? TimeProvider.System, LogLevel.Error, TestContext.Current.CancellationToken);
        return receiver;
    }

    public Uri Http => _server.Addresses[0];

    /// <summary>What an application is told in its configuration.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _server.Addresses[2].ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    public Dictionary<string, string?> GrpcSettings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _server.Addresses[1].ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc",
    };

    public UpshotServer Server => _server;

    /// <summary>The first column of each row, as text.</summary>
    public IReadOnlyList<string> Ask(string sql) =>
        [.. _server.Store.Queries.Sql(sql, new SqlLimits()).Rows.Select(row => Convert.ToString(row[0], CultureInfo.InvariantCulture) ?? "")];

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Delete(recursive: true);
    }
}
