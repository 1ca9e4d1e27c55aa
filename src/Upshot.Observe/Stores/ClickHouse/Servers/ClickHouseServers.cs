using System.Net;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using ClickHouse.Driver.ADO.Readers;

namespace Upshot.Observe.Stores.ClickHouse.Servers;

/// <summary>The hosts of an address, each with its client. Another host is asked when one does not answer.</summary>
internal sealed class ClickHouseServers : IDisposable
{
    private static readonly TimeSpan s_connect = TimeSpan.FromSeconds(5);
    private readonly ClickHouseOptions _options;
    private readonly HttpClient _http;
    private readonly Dictionary<ClickHouseHost, ClickHouseClient> _clients;
    private volatile ClickHouseHost _answering;

    public ClickHouseServers(ClickHouseOptions options)
    {
        _options = options;
        var address = options.Address;
        _http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = s_connect, AutomaticDecompression = DecompressionMethods.All, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(3) }) { Timeout = Timeout.InfiniteTimeSpan };
        _clients = address.Hosts.Distinct().ToDictionary(h => h, h => new ClickHouseClient(new ClickHouseClientSettings
        {
            Host = h.Name,
            Port = h.Port,
            Protocol = address.IsSecure ? "https" : "http",
            Username = address.User,
            Password = options.Password,
            Database = "default",
            HttpClient = _http,
            UseSession = false,
            UseCompression = false,
            Timeout = options.QuestionTime,
        }));
        _answering = address.Hosts[0];
    }

    public IReadOnlyList<ClickHouseHost> Hosts => _options.Address.Hosts;

    /// <summary>Asks whichever host answers.</summary>
    /// <exception cref="UnreachableException">None does.</exception>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<ClickHouseDataReader, T> row, CancellationToken cancellation)
    {
        UnreachableException? failure = null;
        foreach (var host in Hosts.OrderBy(h => h == _answering ? 0 : 1).ToList())
        {
            try
            {
                var rows = await ReadAsync(host, sql, row, cancellation);
                _answering = host;
                return rows;
            }
            catch (UnreachableException e)
            {
                failure = e;
            }
        }

        throw failure!;
    }

    public Task<List<T>> ReadAsync<T>(ClickHouseHost host, string sql, Func<ClickHouseDataReader, T> row, CancellationToken cancellation) => OnHostAsync(host, _options.QuestionTime, async (client, until) =>
    {
        await using var reader = await client.ExecuteReaderAsync(sql, null, new QueryOptions { CustomSettings = QuestionSettings() }, until);
        var rows = new List<T>();
        while (await reader.ReadAsync(until))
        {
            rows.Add(row(reader));
        }

        return rows;
    }, cancellation);

    public Task ExecuteAsync(ClickHouseHost host, string sql, CancellationToken cancellation) =>
        OnHostAsync(host, _options.QuestionTime, async (client, until) => await client.ExecuteNonQueryAsync(sql, null, null, until), cancellation);

    /// <summary>Returns when the rows are on the disk of the host, or were there before under this token.</summary>
    public Task InsertAsync(ClickHouseHost host, string table, ReadOnlyMemory<byte> block, string format, IDictionary<string, object> settings, CancellationToken cancellation) => OnHostAsync(host, _options.InsertTime, async (client, until) =>
    {
        using var body = new MemoryStream(System.Runtime.InteropServices.MemoryMarshal.TryGetArray(block, out var bytes) ? bytes.Array! : block.ToArray(), bytes.Offset, block.Length, writable: false);
        using var answer = await client.InsertRawStreamAsync($"`{_options.Address.Database}`.`{table}`", body, format, null, false, new QueryOptions { CustomSettings = settings }, until);
        return true;
    }, cancellation);

    /// <summary>Rows in the form of RowBinary. Of two under one token the second adds nothing, and both return.</summary>
    public Task InsertRowsAsync(ClickHouseHost host, string table, string[] columns, byte[] rows, string token, CancellationToken cancellation) => OnHostAsync(host, _options.InsertTime, async (client, until) =>
    {
        using var body = new MemoryStream(rows, writable: false);
        using var answer = await client.InsertRawStreamAsync($"`{_options.Address.Database}`.`{table}`", body, "RowBinary", columns, false, new QueryOptions
        {
            CustomSettings = new Dictionary<string, object> { ["insert_deduplication_token"] = token, ["insert_deduplicate"] = 1, ["async_insert"] = 0 },
        }, until);
        return true;
    }, cancellation);

    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        _http.Dispose();
    }

    private async Task<T> OnHostAsync<T>(ClickHouseHost host, TimeSpan time, Func<ClickHouseClient, CancellationToken, Task<T>> run, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            until.CancelAfter(time);
            try
            {
                return await run(_clients[host], until.Token);
            }
            catch (Exception) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException("The question was cancelled.", cancellation);
            }
            catch (Exception e) when (until.IsCancellationRequested)
            {
                throw new UnreachableException($"ClickHouse at {host} has not answered within {time.TotalSeconds:0.#} seconds.", e);
            }
            catch (ClickHouseServerException e)
            {
                throw ServerErrors.InWords(e, host, _options.Address);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                // A connection that was idle may have been closed meanwhile; whatever is sent here may be sent twice.
                if (attempt > 0)
                {
                    throw new UnreachableException($"ClickHouse at {host} does not answer: {(e.InnerException ?? e).Message}", e);
                }
            }
        }
    }

    private Dictionary<string, object> QuestionSettings() => new()
    {
        // An answer without a shard that is down would look like a whole one.
        ["skip_unavailable_shards"] = 0,

        // What goes wrong after the first rows is an error of the whole answer then, and not its end.
        ["http_wait_end_of_query"] = 1,
        ["cancel_http_readonly_queries_on_client_close"] = 1,
        ["max_query_size"] = 64 << 20,
        ["max_execution_time"] = (int)Math.Ceiling(_options.QuestionTime.TotalSeconds),
        ["join_use_nulls"] = 0,
        ["distributed_product_mode"] = "global",
        ["session_timezone"] = "UTC",
    };
}
