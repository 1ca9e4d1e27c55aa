using System.Runtime.InteropServices;

namespace Upshot.Observe.Stores.DuckDb;

/// <summary>
/// What DuckDB's C interface offers and DuckDB.NET does not bind, or binds to a handle that would free what DuckDB owns.
/// </summary>
internal static unsafe partial class DuckDbNative
{
    [LibraryImport("duckdb", EntryPoint = "duckdb_data_chunk_get_vector")]
    public static partial nint GetVector(nint chunk, ulong column);

    [LibraryImport("duckdb", EntryPoint = "duckdb_data_chunk_set_size")]
    public static partial void SetSize(nint chunk, ulong rows);

    [LibraryImport("duckdb", EntryPoint = "duckdb_vector_ensure_validity_writable")]
    public static partial void EnsureValidityWritable(nint vector);

    [LibraryImport("duckdb", EntryPoint = "duckdb_vector_get_validity")]
    public static partial ulong* GetValidity(nint vector);

    [LibraryImport("duckdb", EntryPoint = "duckdb_vector_get_data")]
    public static partial void* GetData(nint vector);

    [LibraryImport("duckdb", EntryPoint = "duckdb_vector_assign_string_element_len")]
    [SuppressGCTransition]
    public static partial void AssignText(nint vector, ulong row, byte* text, ulong length);

    [LibraryImport("duckdb", EntryPoint = "duckdb_table_function_set_local_init")]
    public static partial void SetLocalInit(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport("duckdb", EntryPoint = "duckdb_table_function_set_init")]
    public static partial void SetInit(nint function, delegate* unmanaged[Cdecl]<nint, void> init);

    [LibraryImport("duckdb", EntryPoint = "duckdb_table_function_set_bind")]
    public static partial void SetBind(nint function, delegate* unmanaged[Cdecl]<nint, void> bind);

    [LibraryImport("duckdb", EntryPoint = "duckdb_table_function_set_function")]
    public static partial void SetFunction(nint function, delegate* unmanaged[Cdecl]<nint, nint, void> run);

    [LibraryImport("duckdb", EntryPoint = "duckdb_table_function_set_extra_info")]
    public static partial void SetExtraInfo(nint function, nint info, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport("duckdb", EntryPoint = "duckdb_init_set_max_threads")]
    public static partial void SetMaxThreads(nint init, ulong threads);

    [LibraryImport("duckdb", EntryPoint = "duckdb_function_get_local_init_data")]
    public static partial nint GetLocalInitData(nint function);

    [LibraryImport("duckdb", EntryPoint = "duckdb_function_get_init_data")]
    public static partial nint GetInitData(nint function);

    [LibraryImport("duckdb", EntryPoint = "duckdb_bind_set_bind_data")]
    public static partial void SetBindData(nint bind, nint data, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport("duckdb", EntryPoint = "duckdb_init_set_init_data")]
    public static partial void SetInitData(nint init, nint data, delegate* unmanaged[Cdecl]<nint, void> free);

    [LibraryImport("duckdb", EntryPoint = "duckdb_prepared_statement_type")]
    public static partial int StatementType(nint prepared);
}
