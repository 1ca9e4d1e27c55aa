using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DuckDB.NET.Native;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// Shows rows that live in this process to DuckDB as a table function, <c>name(snapshot)</c>: the query reads the bodies
/// of recent requests where they are, and only the columns it needs. Several threads share the scans of a query.
/// </summary>
internal sealed unsafe class UnsealedTable(string name, IReadOnlyList<Column> columns, Func<long, IReadOnlyList<Func<RecordScan>>> scansOf)
{
    public void Register(DuckDBNativeConnection connection)
    {
        var function = NativeMethods.TableFunction.DuckDBCreateTableFunction();
        NativeMethods.TableFunction.DuckDBTableFunctionSetName(function, name);
        using (var bigint = NativeMethods.LogicalType.DuckDBCreateLogicalType(DuckDBType.BigInt))
        {
            NativeMethods.TableFunction.DuckDBTableFunctionAddParameter(function, bigint);
        }

        NativeMethods.TableFunction.DuckDBTableFunctionSupportsProjectionPushdown(function, true);
        DuckDbNative.SetExtraInfo(function, GCHandle.ToIntPtr(GCHandle.Alloc(this)), &Free);
        DuckDbNative.SetBind(function, &Bind);
        DuckDbNative.SetInit(function, &Begin);
        DuckDbNative.SetLocalInit(function, &BeginThread);
        DuckDbNative.SetFunction(function, &Fill);
        var state = NativeMethods.TableFunction.DuckDBRegisterTableFunction(connection, function);
        NativeMethods.TableFunction.DuckDBDestroyTableFunction(ref function);
        if (state != DuckDBState.Success)
        {
            throw new InvalidOperationException($"DuckDB did not take the table function {name}.");
        }
    }

    /// <summary>One mention of the function in a query.</summary>
    private sealed record Use(UnsealedTable Table, IReadOnlyList<Func<RecordScan>> Scans);

    /// <summary>One execution of a mention, whose threads share it: DuckDB may execute a mention several times at once, as when a WITH is read twice.</summary>
    private sealed class Cursor(Use use)
    {
        private int _next;

        public RecordScan? TakeNext()
        {
            var index = Interlocked.Increment(ref _next) - 1;
            return index < use.Scans.Count ? use.Scans[index]() : null;
        }
    }

    /// <summary>What one thread of a query works on.</summary>
    private sealed class Worker(DuckDbChunk chunk)
    {
        private RecordScan? _scan;

        public ulong Fill(Cursor cursor, nint output)
        {
            chunk.Attach(output);
            while (!chunk.IsFull && (_scan ??= cursor.TakeNext()) is { } scan)
            {
                if (!scan.Next(chunk))
                {
                    _scan = null;
                }
            }

            return (ulong)chunk.Rows;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Bind(nint info)
    {
        try
        {
            var table = Target<UnsealedTable>(NativeMethods.TableFunction.DuckDBBindGetExtraInfo(info));
            using var snapshot = NativeMethods.TableFunction.DuckDBBindGetParameter(info, 0);
            var scans = table.ScansOf(NativeMethods.Value.DuckDBGetInt64(snapshot));
            foreach (var column in table.Columns)
            {
                using var type = NativeMethods.LogicalType.DuckDBCreateLogicalType(column.NativeType);
                NativeMethods.TableFunction.DuckDBBindAddResultColumn(info, column.Name, type);
            }

            DuckDbNative.SetBindData(info, GCHandle.ToIntPtr(GCHandle.Alloc(new Use(table, scans))), &Free);
        }
        catch (Exception e)
        {
            // No exception may cross into native code.
            NativeMethods.TableFunction.DuckDBBindSetError(info, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Begin(nint info)
    {
        var use = Target<Use>(NativeMethods.TableFunction.DuckDBInitGetBindData(info));
        DuckDbNative.SetInitData(info, GCHandle.ToIntPtr(GCHandle.Alloc(new Cursor(use))), &Free);
        DuckDbNative.SetMaxThreads(info, (ulong)Math.Max(1, Math.Min(use.Scans.Count, Environment.ProcessorCount)));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void BeginThread(nint info)
    {
        var use = Target<Use>(NativeMethods.TableFunction.DuckDBInitGetBindData(info));
        var projected = new int[NativeMethods.TableFunction.DuckDBInitGetColumnCount(info)];
        for (var i = 0; i < projected.Length; i++)
        {
            // A query that only counts rows asks for a column that does not exist.
            var column = NativeMethods.TableFunction.DuckDBInitGetColumnIndex(info, (ulong)i);
            projected[i] = column < (ulong)use.Table.Columns.Count ? (int)column : -1;
        }

        var worker = new Worker(new DuckDbChunk(use.Table.Columns.Count, projected));
        DuckDbNative.SetInitData(info, GCHandle.ToIntPtr(GCHandle.Alloc(worker)), &Free);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Fill(nint info, nint output)
    {
        try
        {
            DuckDbNative.SetSize(output, Target<Worker>(DuckDbNative.GetLocalInitData(info)).Fill(Target<Cursor>(DuckDbNative.GetInitData(info)), output));
        }
        catch (Exception e)
        {
            NativeMethods.TableFunction.DuckDBFunctionSetError(info, e.Message);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Free(nint handle) => GCHandle.FromIntPtr(handle).Free();

    private IReadOnlyList<Column> Columns { get; } = columns;

    private Func<long, IReadOnlyList<Func<RecordScan>>> ScansOf { get; } = scansOf;

    private static T Target<T>(nint handle) => (T)GCHandle.FromIntPtr(handle).Target!;
}
