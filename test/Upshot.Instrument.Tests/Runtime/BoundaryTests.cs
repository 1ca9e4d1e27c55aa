using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Data.SqlClient;

namespace Upshot.Instrument.Tests.Runtime;

[Collection(nameof(Alone))]
public sealed class BoundaryTests
{
    private static readonly Method<byte[], byte[]> Export = new(
        MethodType.Unary, "opentelemetry.proto.collector.trace.v1.TraceService", "Export", Marshallers.Create(b => b, b => b), Marshallers.Create(b => b, b => b));

    private static readonly Method<byte[], byte[]> Nothing = new(
        MethodType.Unary, "some.Service", "Nothing", Marshallers.Create(b => b, b => b), Marshallers.Create(b => b, b => b));

    [Fact]
    public async Task Calls_of_gRPC_clients_are_spans_in_the_words_of_the_conventions()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = await Application.StartAsync(receiver.Settings);
        using var channel = GrpcChannel.ForAddress(receiver.GrpcSettings["OTEL_EXPORTER_OTLP_ENDPOINT"]!);
        var invoker = channel.CreateCallInvoker();
        await invoker.AsyncUnaryCall(Export, null, new CallOptions(cancellationToken: TestContext.Current.CancellationToken), []);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => invoker.AsyncUnaryCall(Nothing, null, new CallOptions(cancellationToken: TestContext.Current.CancellationToken), []).ResponseAsync);
        Assert.Equal(StatusCode.Unimplemented, refusal.StatusCode);
        app.Flush();

        Assert.Equal(
            [
                "opentelemetry.proto.collector.trace.v1.TraceService/Export unset OK ",
                "some.Service/Nothing error UNIMPLEMENTED UNIMPLEMENTED",
            ],
            receiver.Ask("SELECT concat(name, ' ', status, ' ', attributes->>'rpc.response.status_code', ' ', coalesce(error_type, '')) FROM spans WHERE scope = 'Grpc.Net.Client' AND kind = 'client' AND rpc_method = name ORDER BY 1"));
    }

    // There is no SQL Server here; the client tells of a command before it finds that its connection is not open.
    [Fact]
    public async Task Commands_of_SqlClient_are_spans_in_the_words_of_the_conventions_without_what_was_asked_for()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = await Application.StartAsync(receiver.Settings);
        await using var connection = new SqlConnection("Server=tcp:127.0.0.1,1;Database=shop;User Id=a;Password=b");
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM products WHERE email = 'ada@example.com'";
        await Assert.ThrowsAsync<InvalidOperationException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        app.Flush();

        Assert.Equal(
            ["SELECT products client error microsoft.sql_server shop 127.0.0.1 1 SELECT products SELECT name FROM products WHERE email = ? System.InvalidOperationException"],
            receiver.Ask("""
                SELECT concat_ws(' ', name, kind, status, db_system_name, db_namespace, server_address, server_port, attributes->>'db.query.summary', db_query_text, error_type)
                FROM spans
                """));
    }
}
