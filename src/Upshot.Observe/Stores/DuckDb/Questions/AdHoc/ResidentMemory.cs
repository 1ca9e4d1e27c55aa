using System.Buffers.Text;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>How much memory a process has: from /proc where there is one, for it is asked a hundred times a second.</summary>
internal sealed class ResidentMemory(Process process) : IDisposable
{
    private readonly SafeFileHandle? _statm = OperatingSystem.IsLinux() ? File.OpenHandle($"/proc/{process.Id}/statm", FileMode.Open, FileAccess.Read, FileShare.ReadWrite) : null;

    public long Now()
    {
        try
        {
            if (_statm is null)
            {
                process.Refresh();
                return process.HasExited ? 0 : process.WorkingSet64;
            }

            Span<byte> text = stackalloc byte[128];
            text = text[..RandomAccess.Read(_statm, text, 0)];
            return Utf8Parser.TryParse(text[(text.IndexOf((byte)' ') + 1)..], out long pages, out _) ? pages * Environment.SystemPageSize : 0;
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ObjectDisposedException)
        {
            // It ends at this moment.
            return 0;
        }
    }

    public void Dispose() => _statm?.Dispose();
}
