using System.Globalization;
using Upshot.Answers;

namespace Upshot.Alerts;

/// <summary>Alerts as part of a server.</summary>
internal static class AlertServices
{
    /// <summary>Seconds between two evaluations. The default is 60.</summary>
    public const string EveryVariable = "UPSHOT_ALERT_SECONDS";

    /// <summary>Where readers of notifications reach the pages. The default is the address that the server listens on.</summary>
    public const string AddressVariable = "UPSHOT_URL";

    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

    /// <param name="asked">Answers by the plan that counts now, however long they are asked.</param>
    /// <param name="isRunning">False: a server that answers one command neither evaluates nor delivers.</param>
    public static void AddTo(IServiceCollection services, Func<IServiceProvider, AnswerService> asked, Uri address, bool isRunning, Func<string, string?> variable, TimeProvider time)
    {
        var reached = AddressOf(address, variable);
        services.AddSingleton(s => new NotificationBuilder(asked(s), reached));
        services.AddSingleton(s => new BaselineWatch(asked(s)));
        services.AddSingleton(s => new AlertEngine(asked(s), s.GetRequiredService<NotificationBuilder>(), s.GetRequiredService<BaselineWatch>(), LookingAt(Every(variable)), time, s.GetRequiredService<ILogger<AlertEngine>>()));
        services.AddSingleton(s => new Delivery(asked(s), new NotificationFilling(asked(s), s.GetRequiredService<NotificationBuilder>(), time, s.GetRequiredService<ILogger<NotificationFilling>>()), Client(), variable, time, s.GetRequiredService<ILogger<Delivery>>()));
        services.AddSingleton(s => new AlertAnswers(asked(s), s.GetRequiredService<AlertEngine>(), s.GetRequiredService<Delivery>(), s.GetRequiredService<NotificationBuilder>()));
        services.AddSingleton(s => new IncidentAnswers(asked(s), s.GetRequiredService<AlertEngine>()));
        services.AddSingleton(s => new ChangeAnswers(asked(s), s.GetRequiredService<AlertEngine>()));
        if (isRunning)
        {
            services.AddHostedService(s => new AlertLoop(s.GetRequiredService<AlertEngine>(), s.GetRequiredService<Delivery>(), new FlagWatch(asked(s), s.GetRequiredService<AlertEngine>()), s.GetRequiredService<BaselineWatch>(), asked(s), Every(variable), time, s.GetRequiredService<ILogger<AlertLoop>>()));
        }
    }

    /// <summary>Where readers reach the pages.</summary>
    /// <param name="address">Where the server listens.</param>
    public static Uri AddressOf(Uri address, Func<string, string?> variable) => Uri.TryCreate(variable(AddressVariable), UriKind.Absolute, out var set) ? set : address;

    public static IEnumerable<string> Mistakes(Func<string, string?> variable)
    {
        if (variable(EveryVariable) is { Length: > 0 } seconds && SecondsOf(seconds) is null)
        {
            yield return $"{EveryVariable} is \"{seconds}\": write a whole number of seconds from 1 to 300.";
        }

        if (variable(AddressVariable) is { Length: > 0 } address && !(Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            yield return $"{AddressVariable} is \"{address}\": write the address under which readers reach the pages, such as https://upshot.example.com.";
        }
    }

    private static TimeSpan Every(Func<string, string?> variable) => TimeSpan.FromSeconds(SecondsOf(variable(EveryVariable) ?? "") ?? 60);

    // Looking for causes is over before the next evaluation is due, at the usual pace.
    private static TimeSpan LookingAt(TimeSpan every) => TimeSpan.FromSeconds(Math.Clamp(every.TotalSeconds / 3, 10, 20));

    private static int? SecondsOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and <= 300 ? seconds : null;

    // A redirect would carry the notification, and its signature, somewhere that the plan does not name.
    internal static HttpClient Client(TimeSpan? timeout = null) => new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = timeout ?? SendTimeout };
}
