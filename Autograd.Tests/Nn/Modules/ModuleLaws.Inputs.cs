using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Laws;

namespace Autograd.Tests.Nn.Modules;

/// <summary>What holds for every module whose case states its inputs.</summary>
internal static partial class ModuleLaws
{
    private static void The_output_has_the_shape_that_is_said(ModuleCase of)
    {
        if (of.Inputs is { } inputs)
        {
            Module module = of.Make().Initialize(1);
            of.Call(module, of.Arguments(inputs, DType.Float32)).Shape.ShouldBe(of.Output!);
            module.Eval();
            of.Call(module, of.Arguments(inputs, DType.Float32)).Shape.ShouldBe(of.Output!);
        }
    }

    private static void Parameters_and_buffers_bear_the_names_of_PyTorch(ModuleCase of)
    {
        if (of.Inputs is not null)
        {
            of.Make().StateDict().Keys.ShouldBe(of.FileNames);
        }
    }

    private static void Derivatives_are_what_differences_give(ModuleCase of)
    {
        if (of.Inputs is { } inputs)
        {
            foreach (bool isTraining in new[] { true, false })
            {
                Module module = of.Make().Initialize(1).To(DType.Float64);
                if (!isTraining)
                {
                    module.Eval();
                }

                ModuleDifferences.Check(module, of.Arguments(inputs, DType.Float64), of.Call);
            }
        }
    }

    private static void In_use_it_does_what_it_does_in_training_or_says_that_it_does_not(ModuleCase of)
    {
        if (of.Inputs is { } inputs)
        {
            Module module = of.Make().Initialize(1);
            byte[] training = Numbers.Bits(of.Call(module, of.Arguments(inputs, DType.Float32)));
            module.Initialize(1).Eval();
            byte[] use = Numbers.Bits(of.Call(module, of.Arguments(inputs, DType.Float32)));
            training.AsSpan().SequenceEqual(use).ShouldBe(of.IsSameInUse);
            module.Initialize(1).Train();
            Numbers.Bits(of.Call(module, of.Arguments(inputs, DType.Float32))).ShouldBe(training, "in training again after use");
        }
    }

    private static void The_number_of_threads_changes_no_bit(ModuleCase of)
    {
        if (of.Inputs is { } inputs)
        {
            // Enough samples for several threads, where the number of samples is free.
            int times = Math.Max(2, 100_000 / Math.Max(1, inputs.Count));
            Shape many = of.BatchAxis is int axis ? With(inputs, axis, times * inputs[axis]) : inputs;
            byte[][] outcomes = [.. new[] { 1, int.MaxValue }.Select(threads =>
            {
                using var limit = new ThreadLimit(threads);
                Module module = of.Make().Initialize(1);
                using var tape = new Tape();
                Tensor[] arguments = of.Arguments(many, DType.Float32);
                Tensor[] by = [.. arguments.Where(argument => argument.DType.IsFloat()), .. module.Parameters().Select(p => p.Value)];
                foreach (Tensor input in by.Where(input => !input.RequiresGrad))
                {
                    tape.Watch(input);
                }

                Tensor output = of.Call(module, arguments);
                Tensor[] gradients = by.Length == 0 ? [] : tape.Gradient(output, by, Numbers.Upstream(output.Shape, output.DType));
                return (byte[])[.. Numbers.Bits(output), .. gradients.SelectMany(Numbers.Bits)];
            })];
            outcomes[1].AsSpan().SequenceEqual(outcomes[0]).ShouldBeTrue();
        }
    }

    private static void An_empty_batch_gives_an_empty_result(ModuleCase of)
    {
        if (of is { Inputs: { } inputs, BatchAxis: int axis })
        {
            Module module = of.Make().Initialize(1);
            Tensor[] arguments = of.Arguments(With(inputs, axis, 0), DType.Float32);
            if (of.RefusesEmptyBatch)
            {
                Should.Throw<ArgumentException>(() => of.Call(module, arguments));
                module.Eval();
            }

            using var tape = new Tape();
            foreach (Tensor input in arguments.Where(argument => argument.DType.IsFloat()))
            {
                tape.Watch(input);
            }

            Tensor output = of.Call(module, arguments);
            output.Shape.ShouldBe(With(of.Output!, of.OutputBatchAxis, 0));
            if (output.Tape is not null)
            {
                tape.Backward(output.Sum());
                module.Parameters().Where(parameter => parameter.Grad is { } grad && Numbers.Of(grad).Any(x => x != 0)).ShouldBeEmpty();
            }
        }
    }

    private static void A_sample_has_the_same_result_whatever_else_is_in_the_batch_in_use(ModuleCase of)
    {
        if (of is { Inputs: { } inputs, BatchAxis: int axis, DependsOnBatchInUse: false } && inputs[axis] > 1)
        {
            Module module = of.Make().Initialize(1).To(DType.Float64);
            module.Eval();
            Tensor[] all = of.Arguments(inputs, DType.Float64);
            Tensor together = of.Call(module, all);
            int perSample = of.Output![of.OutputBatchAxis] / inputs[axis];
            for (int sample = 0; sample < inputs[axis]; sample++)
            {
                Tensor alone = of.Call(module, [all[0].Slice(axis, sample..(sample + 1)), .. all[1..].Select(Own)]);
                Tensor expected = together.Slice(of.OutputBatchAxis, (sample * perSample)..((sample + 1) * perSample));
                Numbers.Differences($"sample {sample}", Numbers.Of(alone), Numbers.Of(expected), 1e-12, 1e-13).ShouldBeEmpty();

                // What else is given has the samples along its first axis, where it has as many rows.
                Tensor Own(Tensor other) => other.Rank > 0 && other.Shape[0] == inputs[axis] ? other[sample..(sample + 1)] : other;
            }
        }
    }

    // What a step allocates, besides the buffers that it takes from the pool and gives back, does not grow with the batch.
    private static void A_steady_step_allocates_handles_and_no_buffer(ModuleCase of)
    {
        if (of is not { Inputs: { } inputs, BatchAxis: int axis })
        {
            return;
        }

        using var limit = new ThreadLimit(1);
        Module module = of.Make().Initialize(1);
        long Least(int times)
        {
            Tensor[] arguments = of.Arguments(With(inputs, axis, times * inputs[axis]), DType.Float32);
            Tensor[] by = [.. arguments.Where(argument => argument.DType.IsFloat()), .. module.Parameters().Select(p => p.Value)];
            Tensor upstream = Numbers.Upstream(of.Call(module, arguments).Shape, DType.Float32);
            long least = long.MaxValue;
            for (int step = 0; step < 8; step++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                using (var tape = new Tape())
                {
                    foreach (Tensor input in by.Where(input => !input.RequiresGrad))
                    {
                        tape.Watch(input);
                    }

                    Tensor output = of.Call(module, arguments);
                    if (by.Length > 0)
                    {
                        tape.Gradient(output, by, upstream);
                    }
                }

                least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            return least;
        }

        long few = Least(4), many = Least(44);
        (many - few).ShouldBeLessThan(1024, $"bytes allocated a step for eleven times the batch, beyond the {few} of the smaller");
    }

    private static void What_does_not_fit_is_refused_with_its_path(ModuleCase of)
    {
        if (of.Inputs is null)
        {
            return;
        }

        of.Refusals.ShouldNotBeEmpty($"{of.Name}: what does it refuse?");
        foreach (Refusal refusal in of.Refusals)
        {
            Module module = (refusal.Make ?? of.Make)();
            _ = module is Layer layer ? (Module)new Sequential(layer) : new ModuleList<Module>(module);
            Tensor[] arguments = of.Arguments(of.Inputs, DType.Float32);
            arguments[0] = Tensor.Ones(refusal.Input, refusal.DType);
            byte[] before = Bits(module);
            ArgumentException error = Should.Throw<ArgumentException>(() => of.Call(module, arguments));
            error.Message.ShouldContain(refusal.Message);
            // It may be a layer inside that refuses.
            error.Message.ShouldContain($" (in '{module.Path}");
            Bits(module).ShouldBe(before, "what is refused changes nothing");
        }
    }

    private static Shape With(Shape shape, int axis, int size) => [.. shape.Sizes[..axis], size, .. shape.Sizes[(axis + 1)..]];
}
