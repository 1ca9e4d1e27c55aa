using DuckDB.NET.Data;
using DuckDB.NET.Native;

namespace Upshot.Observe.Tests.Stores.DuckDb;

/// <summary>A statement that the database has planned, as the client library does, and executes when the test says so.</summary>
internal sealed class PlannedStatement : IDisposable
{
    private readonly DuckDBPreparedStatement _prepared;

    public PlannedStatement(DuckDBConnection connection, string sql) =>
        Assert.True(NativeMethods.PreparedStatements.DuckDBPrepare(connection.NativeConnection, sql, out _prepared) == DuckDBState.Success, NativeMethods.PreparedStatements.DuckDBPrepareError(_prepared));

    /// <summary>The whole number that it answers.</summary>
    public unsafe long Execute()
    {
        var state = NativeMethods.PreparedStatements.DuckDBExecutePrepared(_prepared, out var result);
        try
        {
            Assert.True(state == DuckDBState.Success, NativeMethods.Query.DuckDBResultError(ref result));
            using var chunk = NativeMethods.Query.DuckDBFetchChunk(result);
            return *(long*)NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunk, 0));
        }
        finally
        {
            NativeMethods.Query.DuckDBDestroyResult(ref result);
        }
    }

    public void Dispose() => _prepared.Dispose();
}
