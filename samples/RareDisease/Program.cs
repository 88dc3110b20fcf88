using SampleTools;

namespace RareDisease;

/// <summary>The sample: four ways to train a small network on data whose classes are of very different size.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error) => SampleProgram.Run(() => Compare(args, output), error);

    private static void Compare(string[] args, TextWriter output)
    {
        CompileAhead.With(Trainer.TrainToy);
        if (CommandLine.Parse(args, output) is not { } options)
        {
            return;
        }

        if (options.Json is not null)
        {
            JsonResults.ExpectWritable(options.Json);
        }

        Clinic clinic = options.Data is null ? ClinicGenerator.Make() : ThyroidData.Read(options.Data);
        var trainer = new Trainer(clinic, options);
        Report.Introduce(output, clinic, options);
        TrainingResult[] results = Progress.Follow(
            output, options.Strategies, strategy => options.Seeds.Length * trainer.Updates(strategy), progress =>
                Trainings.Run(trainer, options, progress));
        new Report(SampleProgram.Screen(output), clinic).Show(results);
        output.WriteLine(FirstStep.Text());
        if (options.Json is not null)
        {
            new JsonResults(clinic.Name, clinic.ClassNames, Array.ConvertAll(results, JsonRun.Of)).Write(options.Json);
        }
    }
}
