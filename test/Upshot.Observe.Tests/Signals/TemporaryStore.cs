using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Observe.Otlp;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores.DuckDb;
using Upshot.Observe.Stores.DuckDb.Questions;
using Upshot.Observe.Tests.Stores.DuckDb;
using Upshot.Plan;

namespace Upshot.Observe.Tests.Signals;

/// <summary>A real store in a directory that goes away with it.</summary>
internal sealed class TemporaryStore : IAsyncDisposable
{
    private readonly string _directory;
    private readonly BatchIntake _intake;

    public TemporaryStore(ProductPlan? plan = null, TimeProvider? time = null, string? directory = null)
    {
        _directory = directory ?? NewPath();
        Store = TelemetryStore.Open(new StoreOptions { Directory = _directory }, StoreDirectory.Lasting(plan, time), time ?? TimeProvider.System, NullLogger.Instance);
        _intake = new BatchIntake(Store.AppendAsync, time ?? TimeProvider.System);
    }

    public TelemetryStore Store { get; }

    public IReadOnlyList<string> ParquetFiles => Directory.GetFiles(Path.Combine(_directory, "parquet"), "*.parquet");

    /// <summary>What a crash at this moment would leave: the files as they are, in a directory of their own.</summary>
    public string CopyAsAfterACrash()
    {
        var copy = NewPath();
        foreach (var file in Directory.GetFiles(_directory, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(_directory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    public Task<IntakeResult> Accept(TelemetrySignal signal, ProtoMessage request) => Accept(signal, request.Bytes);

    public Task<IntakeResult> Accept(TelemetrySignal signal, byte[] request)
    {
        var buffer = new RequestBuffer(request.Length);
        buffer.Write(request);
        return _intake.Accept(signal, buffer, TestContext.Current.CancellationToken);
    }

    public async Task<IntakeResult> Keep(TelemetrySignal signal, params ProtoMessage[] records)
    {
        var result = await Accept(signal, Otlp.Request(records));
        Assert.Equal(IntakeStatus.Accepted, result.Status);
        return result;
    }

    /// <summary>Each row as its values with a bar between; doubles in their shortest exact form.</summary>
    public IReadOnlyList<string> Rows(string sql) =>
        [.. Store.Queries.Sql(sql, new SqlLimits(), TestContext.Current.CancellationToken).Rows.Select(row => string.Join("|", row.Select(Text)))];

    /// <summary>The rows while they are bodies in memory, which must be the rows when they are Parquet.</summary>
    public async Task<IReadOnlyList<string>> RowsBeforeAndAfterTheSeal(string sql)
    {
        var hot = Rows(sql);
        await Store.SealAsync();
        Assert.NotEmpty(ParquetFiles);
        Assert.Equal(hot, Rows(sql));
        return hot;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static string NewPath() => Path.Combine(Path.GetTempPath(), "upshot-test-" + Path.GetRandomFileName());

    private static string Text(object? value) => value switch
    {
        null => "null",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list and not string => $"[{string.Join(",", list.Cast<object?>().Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
