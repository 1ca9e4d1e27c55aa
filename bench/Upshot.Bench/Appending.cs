using System.Diagnostics;
using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Upshot.Bench;

/// <summary>What storing rows in DuckDB itself would cost: 14 columns by the row appender and by the chunk functions.</summary>
internal static class Appending
{
    private const int Rows = 300_000, Columns = 14, PerCommit = 10_000;

    public static void Measure(Report report, string work)
    {
        report.Add("appending to a DuckDB table instead, 14 columns, 10,000 rows a commit", "row appender", Rate(work, ByRow), "rows/s");
        report.Add("appending to a DuckDB table instead, 14 columns, 10,000 rows a commit", "chunk functions", Rate(work, ByChunk), "rows/s");
    }

    private static double Rate(string work, Action<DuckDBConnection> append)
    {
        var path = Path.Combine(work, "append.duckdb");
        foreach (var file in new[] { path, path + ".wal" })
        {
            File.Delete(file);
        }

        using var connection = new DuckDBConnection($"Data Source={path}");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"CREATE TABLE t ({string.Join(", ", Enumerable.Range(0, Columns).Select(i => i < 4 ? $"c{i} BIGINT" : $"c{i} VARCHAR"))})";
        command.ExecuteNonQuery();
        var clock = Stopwatch.StartNew();
        append(connection);
        return Rows / clock.Elapsed.TotalSeconds;
    }

    private static void ByRow(DuckDBConnection connection)
    {
        for (var start = 0; start < Rows; start += PerCommit)
        {
            using var appender = connection.CreateAppender("t");
            for (var row = start; row < start + PerCommit; row++)
            {
                var values = appender.CreateRow();
                for (var i = 0; i < Columns; i++)
                {
                    _ = i < 4 ? values.AppendValue((long)row) : values.AppendValue("a text of some length");
                }

                values.EndRow();
            }
        }
    }

    private static unsafe void ByChunk(DuckDBConnection connection)
    {
        const int size = 2_000;
        var types = Enumerable.Range(0, Columns).Select(i => NativeMethods.LogicalType.DuckDBCreateLogicalType(i < 4 ? DuckDBType.BigInt : DuckDBType.Varchar)).ToArray();
        using var chunk = NativeMethods.DataChunks.DuckDBCreateDataChunk([.. types.Select(t => t.DangerousGetHandle())], Columns);
        fixed (byte* text = "a text of some length"u8)
        {
            for (var start = 0; start < Rows; start += PerCommit)
            {
                NativeMethods.Appender.DuckDBAppenderCreateExt(connection.NativeConnection, null!, null!, "t", out var appender);
                for (var part = 0; part < PerCommit; part += size)
                {
                    Fill(chunk, start + part, size, text);
                    NativeMethods.DataChunks.DuckDBDataChunkSetSize(chunk, size);
                    if (NativeMethods.Appender.DuckDBAppendDataChunk(appender, chunk) != DuckDBState.Success)
                    {
                        throw new InvalidOperationException("DuckDB did not take the chunk.");
                    }
                }

                NativeMethods.Appender.DuckDBAppenderClose(appender);
                appender.Dispose();
            }
        }
    }

    private static unsafe void Fill(DuckDBDataChunk chunk, long first, int rows, byte* text)
    {
        for (var i = 0; i < Columns; i++)
        {
            var data = (byte*)NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, i));
            for (var row = 0; row < rows; row++)
            {
                if (i < 4)
                {
                    ((long*)data)[row] = first + row;
                }
                else
                {
                    *(int*)(data + (row * 16)) = 21;
                    *(uint*)(data + (row * 16) + 4) = *(uint*)text;
                    *(byte**)(data + (row * 16) + 8) = text;
                }
            }
        }
    }
}
