using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Upshot.Tests.Running;

namespace Upshot.Tests.Packaging;

/// <summary>The OCI image as an engine runs it: an ordinary user, a root that cannot be written, one volume, no capabilities.</summary>
[Collection(PackagesCollection.Name)]
public sealed partial class ImageTests(BuiltPackages packages)
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const int User = 1654;

    [Fact]
    public async Task The_image_serves_as_an_ordinary_user_with_a_read_only_root_and_one_volume()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/sbin/runc"), "Running an image needs runc and root; ./test.sh installs runc where it can.");
        using var folder = new TemporaryFolder();
        var image = packages.The("*.oci.tar");
        Assert.InRange(new FileInfo(image).Length, 1, 100_000_000);
        var config = await Unpack(image, folder);
        await Shell($"mkdir -p '{folder["data"]}' && chown {User}:{User} '{folder["data"]}'");
        await File.WriteAllTextAsync(folder["config.json"], Bundle(config, folder, ["/opt/upshot/upshot", "serve", "--plan", "/plan"]), TestContext.Current.CancellationToken);

        var name = $"upshot-test-{Guid.NewGuid():N}";
        using var container = System.Diagnostics.Process.Start(UpshotProgram.StartInfo("runc", ["--root", folder["runc"], "run", "--bundle", folder.Path, name], new Dictionary<string, string>()))!;
        try
        {
            var ready = Ready().Match(await container.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60)) ?? "");
            Assert.True(ready.Success, ready.Success ? "" : await container.StandardError.ReadToEndAsync(CancellationToken.None));
            using var client = new HttpClient { BaseAddress = new(ready.Groups[1].Value), DefaultRequestHeaders = { Authorization = new("Bearer", Secret) } };
            using var status = JsonDocument.Parse(await client.GetStringAsync(new Uri("/api/v1/status", UriKind.Relative), TestContext.Current.CancellationToken));
            Assert.Equal("Shop", status.RootElement.GetProperty("product").GetString());
            await Shell($"runc --root '{folder["runc"]}' kill {name} TERM");
            await container.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));
            Assert.Equal(0, container.ExitCode);
            Assert.Equal($"{User}", (await Shell($"stat -c %u '{folder["data/upshot.duckdb"]}'")).Trim());
        }
        finally
        {
            await UpshotProgram.Run(UpshotProgram.StartInfo("runc", ["--root", folder["runc"], "delete", "--force", name], new Dictionary<string, string>()));
        }
    }

    /// <summary>Lays the layers one over the other; answers with the image's configuration.</summary>
    private static async Task<JsonNode> Unpack(string image, TemporaryFolder folder)
    {
        Directory.CreateDirectory(folder["image"]);
        Directory.CreateDirectory(folder["rootfs"]);
        await Shell($"tar -xf '{image}' -C '{folder["image"]}'");
        var index = Blob("index.json");
        var manifest = Blob(Path(index["manifests"]![0]!));
        foreach (var layer in manifest["layers"]!.AsArray())
        {
            await Shell($"tar -xpf '{folder[$"image/{Path(layer!)}"]}' -C '{folder["rootfs"]}'");
        }

        return Blob(Path(manifest["config"]!));

        JsonNode Blob(string path) => JsonNode.Parse(File.ReadAllBytes(folder[$"image/{path}"]))!;
        static string Path(JsonNode described) => "blobs/" + described["digest"]!.GetValue<string>().Replace(':', '/');
    }

    /// <summary>What an engine makes of the configuration; the network is this machine's, so that the test can ask.</summary>
    private static string Bundle(JsonNode image, TemporaryFolder folder, string[] arguments)
    {
        var config = image["config"]!;
        Assert.Equal($"{User}:{User}", config["User"]!.GetValue<string>());
        var environment = config["Env"]!.AsArray().Select(e => e!.GetValue<string>())
            .Concat(["UPSHOT_TOKEN=" + Secret, "UPSHOT_HTTP=127.0.0.1:0", "UPSHOT_OTLP_GRPC=127.0.0.1:0", "UPSHOT_OTLP_HTTP=127.0.0.1:0"]);
        return JsonSerializer.Serialize(new
        {
            ociVersion = "1.0.2",
            root = new { path = "rootfs", @readonly = true },
            process = new { terminal = false, user = new { uid = User, gid = User }, args = arguments, env = environment.ToArray(), cwd = config["WorkingDir"]!.GetValue<string>(), noNewPrivileges = true },
            mounts = new object[]
            {
                new { destination = "/proc", type = "proc", source = "proc" },
                new { destination = "/dev", type = "tmpfs", source = "tmpfs", options = new[] { "nosuid", "mode=755", "size=65536k" } },
                new { destination = "/data", type = "bind", source = folder["data"], options = new[] { "rw", "bind" } },
                new { destination = "/plan", type = "bind", source = Repository.PathTo("sample/Shop/plan"), options = new[] { "ro", "bind" } },
            },
            linux = new { namespaces = new[] { new { type = "pid" }, new { type = "mount" }, new { type = "ipc" }, new { type = "uts" } } },
        });
    }

    private static async Task<string> Shell(string command)
    {
        var ended = await UpshotProgram.Run(UpshotProgram.StartInfo("sh", ["-c", command], new Dictionary<string, string>()));
        Assert.True(ended.Code == 0, $"{command}: {ended.Output}{ended.Errors}");
        return ended.Output;
    }

    [GeneratedRegex(@"^Upshot is ready: (\S+) ")]
    private static partial Regex Ready();
}
