namespace RareDisease;

/// <summary>The sample: four ways to train a small network on data whose classes are of very different size.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            if (CommandLine.Parse(args, output) is { } options)
            {
                Compare(options, output);
            }

            return 0;
        }
        catch (SampleException e)
        {
            error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Compare(Options options, TextWriter output)
    {
        if (options.Json is not null)
        {
            JsonResults.ExpectWritable(options.Json);
        }

        Clinic clinic = options.Data is null ? ClinicGenerator.Make() : ThyroidData.Read(options.Data);
        var trainer = new Trainer(clinic, options);
        var screen = new Screen(output);
        var report = new Report(screen.Target, clinic);
        report.Introduce(options);
        var planned = options.Strategies.ToDictionary(strategy => strategy, strategy => options.Seeds.Length * trainer.Updates(strategy));
        TrainingResult[] results = screen.Follow(planned, progress => Trainings.Run(trainer, options, progress));
        report.Show(results);
        if (options.Json is not null)
        {
            new JsonResults(clinic.Name, clinic.ClassNames, Array.ConvertAll(results, JsonRun.Of)).Write(options.Json);
        }
    }
}
