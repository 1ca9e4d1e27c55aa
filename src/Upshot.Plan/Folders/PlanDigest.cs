using System.Globalization;
using System.Text;

namespace Upshot.Plan.Folders;

/// <summary>Which plan a number was judged by: SHA-256 over paths and contents, the first 12 hex digits.</summary>
internal static class PlanDigest
{
    public static string Of(IEnumerable<PlanFile> files)
    {
        using var all = new MemoryStream();
        foreach (var file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            // The lengths keep one file's end and the next one's beginning apart.
            // A checkout on Windows is the same plan.
            var text = Encoding.UTF8.GetBytes(file.Text.Replace("\r\n", "\n"));
            var path = Encoding.UTF8.GetBytes(file.Path);
            Feed(all, Encoding.ASCII.GetBytes(string.Format(CultureInfo.InvariantCulture, "{0} {1}\n", path.Length, text.Length)));
            Feed(all, path);
            Feed(all, text);
        }

        return Sha256.Hex(all.ToArray()).Substring(0, 12);
    }

    private static void Feed(MemoryStream all, byte[] bytes) => all.Write(bytes, 0, bytes.Length);
}
