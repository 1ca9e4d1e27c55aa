using System.Runtime.InteropServices;

namespace Upshot.ClickHouseServer;

/// <summary>
/// Runs the library of chdb with the arguments of <c>clickhouse local</c>, the first being the library's path. A statement that starts to listen and then sleeps makes it a server,
/// until the process is ended. It ends, too, when whoever started it is gone: its standard input is closed then.
/// </summary>
internal static unsafe class Program
{
    private static int Main(string[] arguments)
    {
        new Thread(EndWithStarter) { IsBackground = true }.Start();
        var library = NativeLibrary.Load(arguments[0]);
        var query = (delegate* unmanaged<int, byte**, nint>)NativeLibrary.GetExport(library, "chdb_query_cmdline");
        var error = (delegate* unmanaged<nint, byte*>)NativeLibrary.GetExport(library, "chdb_result_error");
        string[] all = ["clickhouse", .. arguments[1..]];
        var texts = all.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        fixed (nint* first = texts)
        {
            var message = Marshal.PtrToStringUTF8((nint)error(query(all.Length, (byte**)first)));
            Console.Error.WriteLine(message);
            return string.IsNullOrEmpty(message) ? 0 : 1;
        }
    }

    private static void EndWithStarter()
    {
        while (Console.OpenStandardInput().ReadByte() >= 0)
        {
        }

        Environment.Exit(1);
    }
}
