using Upshot.Tests.Running;

namespace Upshot.Tests.Disk;

/// <summary>A file system of a few megabytes, mounted for one test; skips the test where that is not allowed.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Data => System.IO.Path.Combine(_folder.Path, "data");

    private string Ballast => System.IO.Path.Combine(_folder.Path, "ballast");

    public static async Task<SmallDisk> Mount(int megabytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Small file systems are mounted on Linux only.");
        var disk = new SmallDisk();
        var mounted = await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", disk._folder.Path);
        if (mounted.Code != 0)
        {
            disk._folder.Dispose();
            Assert.Skip($"Mounting a file system is not allowed here: {mounted.Errors.Trim()}");
        }

        return disk;
    }

    /// <summary>Somebody else's file that takes this much of the disk.</summary>
    public void Fill(int megabytes) => File.WriteAllBytes(Ballast, new byte[megabytes << 20]);

    /// <summary>Takes what is left, to the last block.</summary>
    public void FillUp()
    {
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Free() => File.Delete(Ballast);

    public async Task MakeReadOnly()
    {
        var mounted = await Run("mount", "-o", "remount,ro", _folder.Path);
        Assert.True(mounted.Code == 0, mounted.Errors);
    }

    public async ValueTask DisposeAsync()
    {
        var unmounted = await Run("umount", "-l", _folder.Path);
        Assert.True(unmounted.Code == 0, unmounted.Errors);
        _folder.Dispose();
    }

    private static async Task<Ended> Run(string program, params string[] arguments)
    {
        try
        {
            return await UpshotProgram.Run(UpshotProgram.StartInfo(program, arguments, new Dictionary<string, string>()));
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return new(-1, "", error.Message);
        }
    }
}
