using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;
using Autograd.Tests.Nn.Serialization;

namespace Autograd.Tests.Nn.Modules;

/// <summary>The laws of what outlives a process.</summary>
internal static partial class ModuleLaws
{
    private static void Stopped_at_any_step_and_resumed_from_a_file_it_trains_to_the_same_bits(ModuleCase of)
    {
        const int steps = 4;
        using var folder = new TemporaryFolder();
        int stop = of.Name.Length % steps;
        Module undisturbed = of.Make().Initialize(1), resumed = of.Make().Initialize(2);
        (string Name, IStateful Part)[] parts = Parts(undisturbed), others = Parts(resumed);
        byte[] expected = [], result = [];
        for (int step = 0; step < steps; step++)
        {
            if (step == stop)
            {
                Checkpoint.Save(folder.File("run"), undisturbed, parts, flush: false);
            }

            expected = Step(undisturbed, parts);
        }

        Step(resumed, others);
        Checkpoint.Load(folder.File("run"), resumed, others);
        for (int step = stop; step < steps; step++)
        {
            result = Step(resumed, others);
        }

        result.ShouldBe(expected, $"what {undisturbed.GetType().Name} gives, resumed before step {stop}");
        Bits(resumed).ShouldBe(Bits(undisturbed), $"{undisturbed.GetType().Name}, resumed before step {stop}");

        static (string Name, IStateful Part)[] Parts(Module module) =>
            module.Parameters() is { Count: > 0 } parameters ? [("optimizer", new Adam(parameters, 0.01))] : [];

        byte[] Step(Module module, (string Name, IStateful Part)[] parts)
        {
            using var tape = new Tape();
            Tensor output = of.Run(module, DType.Float32);
            if (parts is [(_, Optimizer optimizer)])
            {
                optimizer.ZeroGrad();
                tape.Backward(output.Sum());
                optimizer.Step();
            }

            return Numbers.Bits(output);
        }
    }
}
