using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Upshot.Plan;
using Upshot.Server;
using Upshot.Tests.Running;

namespace Upshot.Tests.Server;

public sealed class TlsTests
{
    [Fact]
    public async Task All_three_ports_speak_TLS_and_renewed_files_are_taken_up()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.Path);
        var (certificate, key) = (Path.Combine(folder.Path, "cert.pem"), Path.Combine(folder.Path, "key.pem"));
        Write(certificate, key, "first");
        var time = new Moved();
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        var options = new ServerOptions { Data = Path.Combine(folder.Path, "data"), Http = any, OtlpGrpc = any, OtlpHttp = any, Tls = new(certificate, key, time) };
        Assert.Empty(options.Mistakes());
        await using var server = await UpshotServer.StartAsync(options, new ProductPlan(), TimeProvider.System, LogLevel.Error, TestContext.Current.CancellationToken);

        Assert.Equal([(HttpStatusCode.OK, "CN=first"), (HttpStatusCode.NotFound, "CN=first")], [await Ask(new Uri(server.Addresses[0], "/healthz"), 1), await Ask(new Uri(server.Addresses[2], "/x"), 1)]);
        // What is no gRPC by its content type.
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "CN=first"), await Ask(new Uri(server.Addresses[1], "/nothing"), 2));

        Write(certificate, key, "second");
        File.SetLastWriteTimeUtc(certificate, DateTime.UtcNow.AddSeconds(5));
        time.By = TimeSpan.FromMinutes(2);
        Assert.Equal("CN=second", (await Ask(new Uri(server.Addresses[0], "/healthz"), 1)).Subject);
        File.WriteAllText(certificate, "nonsense");
        File.SetLastWriteTimeUtc(certificate, DateTime.UtcNow.AddSeconds(10));
        time.By = TimeSpan.FromMinutes(4);
        Assert.Equal("CN=second", (await Ask(new Uri(server.Addresses[0], "/healthz"), 1)).Subject);
    }

    [Fact]
    public void Files_that_cannot_be_used_are_named_before_anything_starts()
    {
        var mistake = new TlsFiles("/nowhere/cert.pem", "/nowhere/key.pem", TimeProvider.System).Mistake();
        Assert.StartsWith("TLS cannot be spoken with --tls-cert /nowhere/cert.pem", mistake, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Subject)> Ask(Uri address, int version)
    {
        var subject = "";
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => (subject = certificate!.Subject).Length > 0 };
        using var client = new HttpClient(handler);
        using var request = new HttpRequestMessage(version == 1 ? HttpMethod.Get : HttpMethod.Post, address) { Version = new(version, version == 1 ? 1 : 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (answer.StatusCode, subject);
    }

    private static void Write(string certificate, string key, string name)
    {
        using var own = RSA.Create(2048);
        using var made = new CertificateRequest($"CN={name}", own, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(certificate, made.ExportCertificatePem());
        File.WriteAllText(key, own.ExportPkcs8PrivateKeyPem());
    }

    private sealed class Moved : TimeProvider
    {
        public TimeSpan By { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + By;
    }
}
