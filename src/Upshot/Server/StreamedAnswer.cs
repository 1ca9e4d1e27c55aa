using System.Buffers;
using System.Text.Json;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

namespace Upshot.Server;

/// <summary>
/// Writes an answer as JSON while it comes. The beginning is held back for a while, so that what fails at once, as most that
/// fails does, is answered as a problem.
/// </summary>
internal sealed class StreamedAnswer(HttpResponse response) : IAnswerStream
{
    private const int HeldBack = 64 << 10;
    private static readonly JsonSerializerOptions Options = Written();
    private readonly ArrayBufferWriter<byte> _held = new();

    public ValueTask ColumnsAsync(ReadOnlyMemory<byte> columns, CancellationToken cancellation)
    {
        _held.Write("{\"columns\":"u8);
        _held.Write(columns.Span);
        _held.Write(",\"rows\":["u8);
        return ValueTask.CompletedTask;
    }

    public async ValueTask RowsAsync(ReadOnlyMemory<byte> rows, CancellationToken cancellation)
    {
        _held.Write(rows.Span);
        if (_held.WrittenCount >= HeldBack)
        {
            await SendAsync(cancellation);
        }
    }

    public async ValueTask EndAsync(string? cutBecause, string? error, IReadOnlyList<MissingRows> missing, CancellationToken cancellation)
    {
        _held.Write("],"u8);
        _held.Write(JsonSerializer.SerializeToUtf8Bytes(new { isCut = cutBecause is not null || error is not null, cutBecause, error, missing }, Options).AsSpan(1));
        await SendAsync(cancellation);
    }

    private async Task SendAsync(CancellationToken cancellation)
    {
        if (!response.HasStarted)
        {
            response.ContentType = "application/json; charset=utf-8";
        }

        await response.Body.WriteAsync(_held.WrittenMemory, cancellation);
        await response.Body.FlushAsync(cancellation);
        _held.ResetWrittenCount();
    }

    private static JsonSerializerOptions Written()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Api.Configure(options);
        return options;
    }
}
